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
