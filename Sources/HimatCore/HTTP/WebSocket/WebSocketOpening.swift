// SPDX-License-Identifier: MIT

/// What came of asking for a websocket.
public enum WebSocketOpening: Sendable {
    /// The server agreed.
    case open(WebSocket)
    /// The server answered something else than 101; its content is cut after 1 MiB.
    case refused(HTTPResponse)
}
