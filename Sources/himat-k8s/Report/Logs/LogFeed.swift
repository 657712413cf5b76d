// SPDX-License-Identifier: MIT
import HimatCore

/// What a watch tells the reader of one pod: always the newest state, and an end.
final class LogFeed: Sendable {
    /// The states, an old one dropped when a newer is there.
    let states: AsyncStream<LogPod>
    private let continuation: AsyncStream<LogPod>.Continuation
    private let newest: Lock<LogPod>

    init(_ pod: LogPod) {
        newest = Lock(pod)
        (states, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        continuation.yield(pod)
    }

    /// The newest state.
    var current: LogPod { newest.withLock { $0 } }

    func tell(_ pod: LogPod) {
        newest.withLock { $0 = pod }
        continuation.yield(pod)
    }

    /// The pod is gone.
    func end() { continuation.finish() }
}
