// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The client's end of a websocket ([RFC 6455](https://www.rfc-editor.org/rfc/rfc6455)): whole messages both ways, pings
/// answered while somebody receives.
///
/// One task may receive and others send at the same time. Cancelling a task that waits in either ends the connection; so does
/// dropping the object. A reader that is slow slows the server down.
public final class WebSocket: Sendable {
    /// The subprotocol the server chose; empty when none was offered.
    public let subprotocol: String
    private let tunnel: Tunnel
    private let loop: TunnelLoop
    private let client: HTTPClient
    private let decoder: Lock<WebSocketDecoder>

    init(
        _ tunnel: Tunnel, _ loop: TunnelLoop, client: HTTPClient, subprotocol: String, messageLimit: Int, rest: [UInt8]
    ) {
        self.tunnel = tunnel
        self.loop = loop
        self.client = client
        self.subprotocol = subprotocol
        var decoder = WebSocketDecoder(limit: messageLimit)
        decoder.feed(rest)
        self.decoder = Lock(decoder)
    }

    deinit { if !tunnel.isClosing { loop.cancel(tunnel) } }

    /// Sends one binary message in one frame; waits while the server is slower than the senders.
    /// - Throws: `HimatError` (network) when the connection has ended; `CancellationError`.
    public func send(_ message: [UInt8]) async throws {
        let frame = Self.frame(.binary, message)
        try await withTaskCancellationHandler {
            try await tunnel.outflow.write(frame)
        } onCancel: {
            loop.cancel(tunnel)
        }
    }

    /// The next message, or nil when the server has closed in order (1000, or without a code).
    /// - Throws: `HimatError` (network) when the connection broke or the server closed with another code, (malformed) when it
    ///   broke the protocol or sent more than the limit; `CancellationError`.
    public func receive() async throws -> [UInt8]? {
        while true {
            let event: WebSocketDecoder.Event?
            do {
                event = try decoder.withLock { decoder in try decoder.next() }
            } catch let fault as WebSocketFault {
                throw refused(fault)
            }
            switch event {
            case .message(let message): return message
            case .ping(let payload): try await tunnel.outflow.write(Self.frame(.pong, payload))
            case .close(let code, let reason):
                tunnel.close(with: Self.closing(code ?? 1000))
                guard let code, code != 1000 else { return nil }
                throw closed(code, reason)
            case nil:
                let piece = try await pull()
                decoder.withLock { $0.feed(piece) }
            }
        }
    }

    /// Says goodbye and ends the connection once that is sent; nothing of what the server still says is read.
    public func close() { tunnel.close(with: Self.closing(1000)) }

    private func pull() async throws -> [UInt8] {
        let piece = try await withTaskCancellationHandler {
            try await tunnel.transfer.answer.next()
        } onCancel: {
            loop.cancel(tunnel)
        }
        guard let piece else { throw tunnel.cut("the connection ended without a closing frame") }
        return piece
    }

    private func refused(_ fault: WebSocketFault) -> HimatError {
        tunnel.close(with: Self.closing(fault.code))
        return HimatError(
            .malformed, "The websocket \(tunnel.transfer.target.display) was ended: the server broke the protocol",
            cause: fault, nextStep: "look at proxies between here and \(tunnel.transfer.target.hostAndPort)")
    }

    private func closed(_ code: UInt16, _ reason: String) -> HimatError {
        let words = reason.isEmpty ? "" : ": \(reason.harmless)"
        return HimatError(
            .network, "The server closed the websocket \(tunnel.transfer.target.display) with \(code)\(words)",
            cause: HTTPFailure(.cut, wasSent: true, description: "websocket close \(code)"))
    }

    private static func closing(_ code: UInt16) -> [UInt8] {
        frame(.close, [UInt8(code >> 8), UInt8(code & 0xFF)])
    }

    private static func frame(_ opcode: WebSocketFrame.Opcode, _ payload: [UInt8]) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        let mask = (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) }
        return WebSocketFrame(opcode: opcode, payload: payload).encoded(mask: mask)
    }
}
