// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// One TCP connection to a port of a pod, carried by the API server.
///
/// One task may receive and others send at the same time. The pod's side cannot be closed half: when we have no more to send,
/// it is told so only by `close`.
public final class PortForward: Sendable {
    private struct Seen: Sendable {
        var data = false
        var errors = false
    }

    private let socket: WebSocket
    private let place: String
    private let seen = Lock(Seen())

    init(_ socket: WebSocket, place: String) {
        self.socket = socket
        self.place = place
    }

    /// Sends bytes; waits while the pod is slower than the sender.
    /// - Throws: `HimatError` (network) when the connection has ended; `CancellationError`.
    public func send(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try await socket.send([0] + rest.prefix(32 << 10))
            rest = rest.dropFirst(32 << 10)
        }
    }

    /// The next bytes; nil when the pod has closed its side, or its container has ended.
    /// - Throws: `HimatError` (network) when nothing listens on the port or the connection broke; `CancellationError`.
    public func receive() async throws -> [UInt8]? {
        while let message = try await socket.receive() {
            switch message.first {
            case 0:
                // The first message of each channel says only which port it is for.
                guard seen.withLock({ Self.note(&$0.data) }) else { continue }
                if message.count > 1 { return Array(message.dropFirst()) }
            case 1:
                guard seen.withLock({ Self.note(&$0.errors) }) else { continue }
                throw refused(String(decoding: message.dropFirst(), as: UTF8.self))
            default: continue
            }
        }
        return nil
    }

    /// Ends the connection in both directions.
    public func close() { socket.close() }

    /// Whether a channel had its first message before; notes it.
    private static func note(_ seen: inout Bool) -> Bool {
        defer { seen = true }
        return seen
    }

    private func refused(_ words: String) -> HimatError {
        HimatError(.network, "\(place) takes no connection", details: [words.harmless])
    }
}
