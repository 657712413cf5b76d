// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Whatever can carry a request to a server: the client itself, or a middleware around another sender.
public protocol HTTPSending: Sendable {
    /// Sends a request and returns as soon as the head of the answer is there.
    /// - Throws: `HimatError` with code `network`, `tls` or `timedOut`; `CancellationError`.
    func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse

    /// Sends a request and collects the whole answer.
    /// - Parameter limit: the most bytes taken; a larger answer throws `HimatError` (malformed).
    func send(_ request: HTTPRequest, limit: Int) async throws -> HTTPResponse

    /// Asks for a websocket; nothing is tried twice.
    /// - Parameters:
    ///   - subprotocols: what is offered, the best first; the server must choose one of them.
    ///   - messageLimit: the most bytes of a message that are taken.
    func webSocket(_ request: HTTPRequest, subprotocols: [String], messageLimit: Int) async throws -> WebSocketOpening
}

extension HTTPSending {
    /// A sender that carries requests only.
    public func webSocket(_ request: HTTPRequest, subprotocols: [String], messageLimit: Int) async throws
        -> WebSocketOpening
    {
        throw HimatError(.internalFault, "This sender carries no websockets")
    }

    /// Collects what `stream` gives.
    public func send(_ request: HTTPRequest, limit: Int) async throws -> HTTPResponse {
        let head = try await stream(request)
        var body: [UInt8] = []
        for try await piece in head.body {
            guard body.count + piece.count <= limit else {
                let place = (try? HTTPTarget(request.url))?.display ?? "\(request.method)"
                throw HimatError(.malformed, "The answer of \(place) is larger than \(limit) bytes")
            }
            body += piece
        }
        return HTTPResponse(status: head.status, headers: head.headers, body: body)
    }

    /// Sends a request and collects the whole answer, 64 MiB at most.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse { try await send(request, limit: 64 << 20) }
}
