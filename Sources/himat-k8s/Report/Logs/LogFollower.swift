// SPDX-License-Identifier: MIT
import HimatCore

/// Follows the logs of all pods that are selected, those that come later too, until nobody reads any more.
struct LogFollower: Sendable {
    let source: LogSource
    let request: LogRequest
    let printer: LogPrinter
    /// Takes words beside the lines.
    let say: @Sendable (String) -> Void

    /// How many logs are open at once: over HTTP/1.1 each holds a connection.
    static let limit = 50

    /// - Throws: `OutputClosed`; `HimatError` for a refusal; `CancellationError`.
    func follow() async throws {
        let (failures, failed) = AsyncStream.makeStream(of: (any Error).self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await failure in failures { throw failure } }
            group.addTask { try await watch { failed.yield($0) } }
            defer { group.cancelAll() }
            try await group.next()
        }
        try Task.checkCancellation()
    }

    private func watch(_ fail: @escaping @Sendable (any Error) -> Void) async throws {
        let outage = Outage()
        let pods = source.client.watch(
            .pod, namespace: source.namespace, source.selector, until: nil, keeping: LogPod.essence,
            interrupted: { error in outage.take(error).map(say) })
        try await withThrowingDiscardingTaskGroup { group in
            var board = LogBoard(limit: Self.limit)
            for try await event in pods {
                for word in board.take(event) { say(word) }
                while let feed = board.admitted() {
                    group.addTask { await read(feed, fail) }
                }
            }
        }
    }

    /// One pod from its container's first life to its end.
    private func read(_ feed: LogFeed, _ fail: @Sendable (any Error) -> Void) async {
        var position = LogPosition()
        var over: String?
        do {
            for await pod in feed.states {
                guard let life = pod.life, life != over else { continue }
                if over != nil { say("\(pod.reference.name): its container started again") }
                try await read(feed, life, &position)
                over = life
            }
        } catch is CancellationError {
        } catch {
            fail(error)
        }
    }

    /// One life of the container; a connection that ends while it runs is made anew.
    private func read(_ feed: LogFeed, _ life: String, _ position: inout LogPosition) async throws {
        let pod = feed.current
        var rounds = 0
        repeat {
            if rounds > 0 { try await source.clock.pause(afterFailures: rounds) }
            rounds += 1
            do {
                try await PodLog(source: source, pod: pod, request: request).read(&position) {
                    rounds = 1
                    try printer.print($0, of: pod.reference.name)
                }
            } catch let error as HimatError where [404, 400].contains(error.kubernetesStatus?.code ?? 0) {
                // The pod is gone, or its next life has not begun: the watch will tell.
            }
        } while feed.current.life == life && feed.current.isRunning
    }
}

extension WallClock {
    /// Waits before the next attempt: a quarter of a second, twice as long after each failure, eight seconds at most.
    func pause(afterFailures count: Int) async throws {
        try await sleep(for: .milliseconds(min(250 << min(count - 1, 5), 8000)))
    }
}

/// Whether the server is away, said once when it goes and once when it comes back.
private final class Outage: Sendable {
    private let isAway = Lock(false)

    func take(_ error: HimatError?) -> String? {
        let before = isAway.withLock { away in
            defer { away = error != nil }
            return away
        }
        guard before != (error != nil) else { return nil }
        return error.map { "the API server does not answer (\($0.reason)); trying again" }
            ?? "the API server answers again"
    }
}
