// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Where a task leaves the pieces of a request's body and the loop's thread picks them up, as fast as the server takes them.
final class UploadPipe: Sendable {
    /// What the connection gets.
    enum Portion: Equatable {
        case bytes(Int)
        case wait
        case end
        case abandoned
    }

    private struct State {
        var buffer: ArraySlice<UInt8> = []
        var writer: CheckedContinuation<Void, Never>?
        var isComplete = false
        var isAbandoned = false
        var isPointless = false
        var isStarving = false
    }

    private let state = Lock(State())
    private let resume: @Sendable () -> Void

    /// - Parameter resume: called when bytes are there for a sender that waited.
    init(resume: @escaping @Sendable () -> Void) { self.resume = resume }

    /// Whether all pieces were handed over or nobody wants more.
    var isSettled: Bool { state.withLock { $0.isComplete || $0.isAbandoned || $0.isPointless } }

    /// Whether the connection waits for the source.
    var isStarving: Bool { state.withLock(\.isStarving) }

    // MARK: The loop's side

    /// Copies the next bytes into the connection's buffer.
    func read(into target: UnsafeMutableRawBufferPointer) -> Portion {
        let (portion, writer) = state.withLock { state -> (Portion, CheckedContinuation<Void, Never>?) in
            if state.isAbandoned { return (.abandoned, nil) }
            if state.buffer.isEmpty {
                if state.isComplete { return (.end, nil) }
                state.isStarving = true
                return (.wait, nil)
            }
            let count = min(target.count, state.buffer.count)
            target.copyBytes(from: state.buffer.prefix(count))
            state.buffer = state.buffer.dropFirst(count)
            guard state.buffer.isEmpty else { return (.bytes(count), nil) }
            defer { state.writer = nil }
            return (.bytes(count), state.writer)
        }
        writer?.resume()
        return portion
    }

    /// Wants no more; a waiting writer is let go.
    func abandon() {
        let writer = state.withLock { state in
            state.isAbandoned = true
            defer { state.writer = nil }
            return state.writer
        }
        writer?.resume()
    }

    /// The server has answered: no more pieces are pulled, though the connection may still take those that are there.
    func abandonRest() {
        let writer = state.withLock { state in
            state.isPointless = true
            defer { state.writer = nil }
            return state.writer
        }
        writer?.resume()
    }

    // MARK: The writer's side

    /// Pulls pieces and hands them over until there are none left or nobody wants more.
    func fill(from next: @Sendable () async throws -> [UInt8]?) async throws {
        while !isSettled {
            try Task.checkCancellation()
            guard let piece = try await next() else { return complete() }
            guard !piece.isEmpty else { continue }
            await hand(piece)
        }
    }

    private func complete() {
        let wasStarving = state.withLock { state in
            state.isComplete = true
            defer { state.isStarving = false }
            return state.isStarving
        }
        if wasStarving { resume() }
    }

    /// Hands one piece over and waits until it is taken.
    private func hand(_ piece: [UInt8]) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let (isAbandoned, wasStarving) = state.withLock { state -> (Bool, Bool) in
                if state.isAbandoned { return (true, false) }
                state.buffer = piece[...]
                state.writer = continuation
                defer { state.isStarving = false }
                return (false, state.isStarving)
            }
            if isAbandoned { continuation.resume() }
            if wasStarving { resume() }
        }
    }
}
