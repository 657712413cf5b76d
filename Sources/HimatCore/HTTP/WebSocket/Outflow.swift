// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Where tasks leave bytes for a connection and the loop's thread picks them up; a writer waits while too much is unsent.
final class Outflow: Sendable {
    private struct State {
        var buffer: [UInt8] = []
        var taken = 0
        var writers: [CheckedContinuation<Void, any Error>] = []
        var end: (any Error)?
        var isClosed = false
    }

    private let state = Lock(State())
    private let capacity: Int
    private let wake: @Sendable () -> Void

    /// - Parameters:
    ///   - capacity: the bytes held before a writer waits.
    ///   - wake: called when there is something to send.
    init(capacity: Int, wake: @escaping @Sendable () -> Void) {
        self.capacity = capacity
        self.wake = wake
    }

    // MARK: The writers' side

    /// Adds bytes as one piece, which nothing is put into, and waits until the connection keeps up.
    /// - Throws: why the connection ended, if it has.
    func write(_ bytes: [UInt8]) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let known = state.withLock { state -> Result<Void, any Error>? in
                if let end = state.end { return .failure(end) }
                guard !state.isClosed else { return .success(()) }
                state.buffer += bytes
                guard state.buffer.count - state.taken > capacity else { return .success(()) }
                state.writers.append(continuation)
                return nil
            }
            wake()
            if let known { continuation.resume(with: known) }
        }
    }

    /// Adds a last piece without waiting; whatever comes later is dropped, and the connection ends when all is sent.
    func close(with bytes: [UInt8]) {
        state.withLock { state in
            guard !state.isClosed, state.end == nil else { return }
            state.buffer += bytes
            state.isClosed = true
        }
        wake()
    }

    // MARK: The loop's side

    /// Copies the next bytes; 0 = there are none.
    func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        let (count, writers) = state.withLock { state -> (Int, [CheckedContinuation<Void, any Error>]) in
            let count = min(target.count, state.buffer.count - state.taken)
            guard count > 0 else { return (0, []) }
            target.copyBytes(from: state.buffer[state.taken..<state.taken + count])
            state.taken += count
            if state.taken == state.buffer.count || state.taken > capacity {
                state.buffer.removeFirst(state.taken)
                state.taken = 0
            }
            guard state.buffer.count - state.taken <= capacity else { return (count, []) }
            defer { state.writers = [] }
            return (count, state.writers)
        }
        for writer in writers { writer.resume() }
        return count
    }

    /// Whether the last piece was added and everything was picked up.
    var isDone: Bool { state.withLock { $0.isClosed && $0.buffer.count == $0.taken } }

    /// Whether there is something to send.
    var hasBytes: Bool { state.withLock { $0.buffer.count > $0.taken } }

    /// Lets waiting writers go: the connection has ended.
    func end(_ error: any Error) {
        let writers = state.withLock { state in
            state.end = state.end ?? error
            state.buffer = []
            state.taken = 0
            defer { state.writers = [] }
            return state.writers
        }
        for writer in writers { writer.resume(throwing: error) }
    }
}
