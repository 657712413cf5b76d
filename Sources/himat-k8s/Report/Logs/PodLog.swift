// SPDX-License-Identifier: MIT
import HimatCore

/// The log of one pod's container, over as many connections as it takes.
struct PodLog: Sendable {
    let source: LogSource
    let pod: LogPod
    let request: LogRequest

    /// How often in a row a connection may fail when nobody follows.
    private static let patience = 5

    /// Reads on from `position` to the end of what is there, or, when it is followed, of the container.
    func read(_ position: inout LogPosition, _ take: (LogLine) throws -> Void) async throws {
        var request = request
        request.container = pod.container.isEmpty ? nil : pod.container
        var failures = 0
        while true {
            do {
                position.begin()
                for try await line in try await source.client.log(of: pod.reference, position.resumed(request))
                where position.advance(line) {
                    failures = 0
                    try take(line)
                }
                return
            } catch let error as HimatError where error.mayPass {
                failures += 1
                guard failures < Self.patience || request.follows else { throw error }
                try await source.clock.pause(afterFailures: failures)
            }
        }
    }
}

extension HimatError {
    /// Whether the same question may be answered later: the server or the way to it was away.
    var mayPass: Bool {
        code == .network || code == .timedOut || code == .throttled || (kubernetesStatus?.code ?? 0) >= 500
    }
}
