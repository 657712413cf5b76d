// SPDX-License-Identifier: MIT

/// How a server broke the protocol, with the code the client closes with
/// ([RFC 6455](https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1)).
struct WebSocketFault: Error, Equatable, CustomStringConvertible {
    var code: UInt16
    var description: String

    /// A frame that the protocol does not allow.
    static func broken(_ words: String) -> WebSocketFault { WebSocketFault(code: 1002, description: words) }

    /// A message larger than the reader takes.
    static func tooLarge(_ limit: Int) -> WebSocketFault {
        WebSocketFault(code: 1009, description: "a message is larger than \(limit) bytes")
    }
}
