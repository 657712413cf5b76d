// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Where the loop's thread leaves an answer and a task picks it up: the head once, then the content with back pressure.
final class AnswerPipe: Sendable {
    private struct State {
        var head: HTTPHead?
        var headWaiter: CheckedContinuation<HTTPHead, any Error>?
        var buffer: [UInt8] = []
        var bodyWaiter: CheckedContinuation<[UInt8]?, any Error>?
        var isPaused = false
        var end: Result<Void, any Error>?
    }

    private let state = Lock(State())
    private let capacity: Int
    private let resume: @Sendable () -> Void

    /// - Parameters:
    ///   - capacity: the bytes held before the sender is paused.
    ///   - resume: called when a paused sender may go on.
    init(capacity: Int, resume: @escaping @Sendable () -> Void) {
        self.capacity = capacity
        self.resume = resume
    }

    /// Whether nothing more will be taken.
    var hasEnded: Bool { state.withLock { $0.end != nil } }
    /// Whether the sender waits for the reader.
    var isPaused: Bool { state.withLock(\.isPaused) }

    // MARK: The loop's side

    /// Hands over the head.
    func deliver(_ head: HTTPHead) {
        let waiter = state.withLock { state in
            state.head = head
            defer { state.headWaiter = nil }
            return state.headWaiter
        }
        waiter?.resume(returning: head)
    }

    /// Takes bytes; false means that they were not taken and the sender has to pause.
    func append(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let (taken, waiter) = state.withLock { state -> (Bool, CheckedContinuation<[UInt8]?, any Error>?) in
            if let waiter = state.bodyWaiter {
                state.bodyWaiter = nil
                return (true, waiter)
            }
            guard state.buffer.count < capacity else {
                state.isPaused = true
                return (false, nil)
            }
            state.buffer.append(contentsOf: bytes)
            return (true, nil)
        }
        waiter?.resume(returning: Array(bytes))
        return taken
    }

    /// Ends the answer; the first end counts. A failure by cancellation also drops what was not read yet.
    /// - Returns: whether this was the first.
    @discardableResult
    func finish(_ end: Result<Void, any Error>, dropping: Bool = false) -> Bool {
        let waiters = state.withLock { state -> State? in
            guard state.end == nil else { return nil }
            state.end = end
            if dropping { state.buffer = [] }
            let before = state
            state.headWaiter = nil
            state.bodyWaiter = nil
            return before
        }
        guard let waiters else { return false }
        switch end {
        case .success: waiters.bodyWaiter?.resume(returning: nil)
        case .failure(let error): waiters.bodyWaiter?.resume(throwing: error)
        }
        waiters.headWaiter?.resume(throwing: Self.failure(of: end))
        return true
    }

    // MARK: The reader's side

    /// Waits for the head.
    func head() async throws -> HTTPHead {
        try await withCheckedThrowingContinuation { continuation in
            let known = state.withLock { state -> Result<HTTPHead, any Error>? in
                if let head = state.head { return .success(head) }
                if let end = state.end { return .failure(Self.failure(of: end)) }
                state.headWaiter = continuation
                return nil
            }
            if let known { continuation.resume(with: known) }
        }
    }

    /// Waits for the next piece of the content; nil at its end.
    func next() async throws -> [UInt8]? {
        try await withCheckedThrowingContinuation { continuation in
            let (known, wasPaused) = state.withLock { state -> (Result<[UInt8]?, any Error>?, Bool) in
                let wasPaused = state.isPaused
                state.isPaused = false
                if !state.buffer.isEmpty {
                    let piece = state.buffer
                    state.buffer = []
                    return (.success(piece), wasPaused)
                }
                if let end = state.end { return (end.map { nil }, false) }
                guard state.bodyWaiter == nil else {
                    return (.failure(HimatError(.internalFault, "An answer is read by two tasks at once")), wasPaused)
                }
                state.bodyWaiter = continuation
                return (nil, wasPaused)
            }
            if wasPaused { resume() }
            if let known { continuation.resume(with: known) }
        }
    }

    private static func failure(of end: Result<Void, any Error>) -> any Error {
        switch end {
        case .success: HimatError(.malformed, "The connection ended without the head of an answer")
        case .failure(let error): error
        }
    }
}
