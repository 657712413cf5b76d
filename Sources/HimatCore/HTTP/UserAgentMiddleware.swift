// SPDX-License-Identifier: MIT

/// Names the program in each request that does not do so itself, for binaries that share one client.
public struct UserAgentMiddleware: HTTPSending {
    private let next: any HTTPSending
    private let userAgent: String

    /// Wraps a sender.
    /// - Parameter userAgent: such as `himat-eks/1.0`.
    public init(next: any HTTPSending, userAgent: String) {
        self.next = next
        self.userAgent = userAgent
    }

    /// Sends a request with the field `User-Agent`.
    public func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        var request = request
        if request.headers["User-Agent"] == nil { request.headers["User-Agent"] = userAgent }
        return try await next.stream(request)
    }

    /// Asks for a websocket with the field `User-Agent`.
    public func webSocket(_ request: HTTPRequest, subprotocols: [String], messageLimit: Int) async throws
        -> WebSocketOpening
    {
        var request = request
        if request.headers["User-Agent"] == nil { request.headers["User-Agent"] = userAgent }
        return try await next.webSocket(request, subprotocols: subprotocols, messageLimit: messageLimit)
    }
}
