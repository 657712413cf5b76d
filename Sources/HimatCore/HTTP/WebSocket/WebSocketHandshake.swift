// SPDX-License-Identifier: MIT
internal import Crypto
internal import FoundationEssentials
internal import HimatSupport

/// The opening of a websocket ([RFC 6455](https://www.rfc-editor.org/rfc/rfc6455#section-4)): what the client asks and
/// whether the server's answer fits.
struct WebSocketHandshake: Sendable {
    let request: HTTPRequest
    let target: HTTPTarget
    let subprotocols: [String]
    /// Sixteen random bytes in base64.
    let key: String

    /// The head of the request.
    func head(userAgent: String) -> [UInt8] {
        let path = target.remainder.prefix { $0 != "#" }
        var lines = ["GET \(path.hasPrefix("/") ? "" : "/")\(path) HTTP/1.1"]
        if request.headers["Host"] == nil { lines.append("Host: \(target.authority)") }
        if request.headers["User-Agent"] == nil { lines.append("User-Agent: \(userAgent)") }
        lines += request.headers.fields.map { "\($0.name): \($0.value)" }
        lines += [
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: \(key)",
        ]
        if !subprotocols.isEmpty { lines.append("Sec-WebSocket-Protocol: \(subprotocols.joined(separator: ", "))") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// The subprotocol the server chose; empty when none was offered.
    /// - Throws: `HimatError` (malformed) when an answer of 101 is none to this request.
    func subprotocol(of answer: HTTPHeaders) throws -> String {
        guard answer["Upgrade"]?.lowercased() == "websocket",
            answer["Connection"]?.lowercased().contains("upgrade") == true
        else { throw malformed("it does not upgrade to a websocket") }
        guard answer["Sec-WebSocket-Accept"] == accept else {
            throw malformed("its Sec-WebSocket-Accept does not belong to the key that was sent")
        }
        guard answer["Sec-WebSocket-Extensions"] == nil else {
            throw malformed("it uses an extension nobody asked for")
        }
        let chosen = answer["Sec-WebSocket-Protocol"] ?? ""
        guard subprotocols.isEmpty ? chosen.isEmpty : subprotocols.contains(chosen) else {
            let offered = subprotocols.isEmpty ? "none" : subprotocols.joined(separator: ", ")
            throw malformed("it chose the subprotocol \"\(chosen)\", offered was \(offered)")
        }
        return chosen
    }

    /// What the server makes of the key.
    var accept: String {
        let digest = Insecure.SHA1.hash(data: Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        return Data(digest).base64EncodedString()
    }

    private func malformed(_ words: String) -> HimatError {
        HimatError(
            .malformed, "The answer of \(target.display) opens no websocket: \(words)",
            nextStep: "look at proxies between here and \(target.hostAndPort)")
    }
}
