// SPDX-License-Identifier: MIT

/// The head of an answer and its content as a stream with back pressure.
public struct HTTPStreamingResponse: Sendable {
    /// The status code.
    public var status: Int
    /// The header fields.
    public var headers: HTTPHeaders
    /// The content in pieces as they arrive; leaving the loop early cancels the transfer.
    public var body: HTTPBody

    /// Builds an answer.
    public init(status: Int, headers: HTTPHeaders, body: HTTPBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The content of an answer: an asynchronous sequence of byte pieces.
public struct HTTPBody: AsyncSequence, Sendable {
    /// One piece.
    public typealias Element = [UInt8]

    private let pull: @Sendable () async throws -> [UInt8]?

    /// Wraps a source of pieces; nil ends it.
    public init(_ pull: @escaping @Sendable () async throws -> [UInt8]?) { self.pull = pull }

    /// Takes pieces one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let pull: @Sendable () async throws -> [UInt8]?
        /// The next piece, or nil at the end.
        public mutating func next() async throws -> [UInt8]? { try await pull() }
    }

    /// A new iterator; a body can be read once.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pull: pull) }
}

/// A whole answer in memory.
public struct HTTPResponse: Sendable {
    /// The status code.
    public var status: Int
    /// The header fields.
    public var headers: HTTPHeaders
    /// The content.
    public var body: [UInt8]

    /// Builds an answer.
    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
