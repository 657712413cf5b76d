// SPDX-License-Identifier: MIT

/// The content of an answer: an asynchronous sequence of byte pieces, to be read once.
public struct HTTPBody: AsyncSequence, Sendable {
    /// One piece.
    public typealias Element = [UInt8]

    /// The next piece, for readers that are no loop.
    package let pull: @Sendable () async throws -> [UInt8]?
    let leave: @Sendable () -> Void

    /// Wraps a source of pieces; nil ends it.
    public init(_ pull: @escaping @Sendable () async throws -> [UInt8]?) { self.init(pull: pull, leave: {}) }

    /// Wraps a source of pieces, and what to do when a reader leaves, at the end or before.
    init(pull: @escaping @Sendable () async throws -> [UInt8]?, leave: @escaping @Sendable () -> Void) {
        self.pull = pull
        self.leave = leave
    }

    /// Takes pieces one after the other; when it goes, what is left is cancelled.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let pull: @Sendable () async throws -> [UInt8]?
        let stay: Stay

        /// The next piece, or nil at the end.
        public mutating func next() async throws -> [UInt8]? { try await pull() }
    }

    /// Notices when the loop over a body is left.
    final class Stay: Sendable {
        private let leave: @Sendable () -> Void
        init(_ leave: @escaping @Sendable () -> Void) { self.leave = leave }
        deinit { leave() }
    }

    /// A new iterator; a body can be read once.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pull: pull, stay: Stay(leave)) }
}
