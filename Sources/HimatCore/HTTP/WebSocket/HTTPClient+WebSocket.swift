// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

extension HTTPClient {
    /// Opens a websocket on a connection of its own, HTTP/1.1.
    ///
    /// `timeouts.connect` and `timeouts.total` limit the opening; `timeouts.idle` the silence afterwards. TLS and proxy are as
    /// for any request.
    /// - Throws: `HimatError` with code `network`, `tls`, `timedOut` or `malformed`; `CancellationError`.
    public func webSocket(_ request: HTTPRequest, subprotocols: [String], messageLimit: Int) async throws
        -> WebSocketOpening
    {
        try Task.checkCancellation()
        let target = try HTTPTarget(request.url)
        let loop = try tunnels.loop()
        var random = SystemRandomNumberGenerator()
        let key = Data((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }).base64EncodedString()
        let handshake = WebSocketHandshake(request: request, target: target, subprotocols: subprotocols, key: key)
        let tunnel = try Tunnel(request, target: target, proxy: proxy(for: request, target), settings: settings) {
            [weak loop] in loop?.wake()
        }
        try loop.start(tunnel)
        return try await withTaskCancellationHandler {
            do {
                return try await open(tunnel, loop, handshake, messageLimit)
            } catch {
                loop.cancel(tunnel)
                throw error
            }
        } onCancel: {
            loop.cancel(tunnel)
        }
    }

    private func open(_ tunnel: Tunnel, _ loop: TunnelLoop, _ handshake: WebSocketHandshake, _ messageLimit: Int)
        async throws -> WebSocketOpening
    {
        let pipe = tunnel.transfer.answer
        _ = try await pipe.head()
        try await tunnel.outflow.write(handshake.head(userAgent: settings.userAgent))
        var answer = UpgradeAnswer(headLimit: settings.headLimit)
        while true {
            let bytes = try await pipe.next()
            switch answer.take(bytes) {
            case .incomplete:
                guard bytes != nil else { throw tunnel.cut("the connection ended within the answer to the upgrade") }
            case .tooLarge:
                throw HimatError(.malformed, "The head of the answer of \(handshake.target.display) is too large")
            case .refused(let head, let body):
                loop.cancel(tunnel)
                return .refused(HTTPResponse(status: head.status, headers: head.headers, body: body))
            case .upgraded(let head, let rest):
                let chosen = try handshake.subprotocol(of: head.headers)
                tunnel.settle()
                return .open(
                    WebSocket(
                        tunnel, loop, client: self, subprotocol: chosen, messageLimit: messageLimit, rest: rest))
            }
        }
    }
}
