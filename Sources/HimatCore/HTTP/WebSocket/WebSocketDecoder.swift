// SPDX-License-Identifier: MIT

/// Takes the bytes of a server apart into messages and control frames, however they were cut on the way.
///
/// Holds at most one message of `limit` bytes and what came behind it.
struct WebSocketDecoder {
    /// What a reader has to deal with.
    enum Event: Equatable {
        case message([UInt8])
        case ping([UInt8])
        case close(code: UInt16?, reason: String)
    }

    private let limit: Int
    private var buffer: [UInt8] = []
    private var start = 0
    private var unfinished: [UInt8]?

    /// - Parameter limit: the most bytes a message may have.
    init(limit: Int) { self.limit = limit }

    /// Adds bytes as they came.
    mutating func feed(_ bytes: [UInt8]) {
        buffer.removeFirst(start)
        start = 0
        buffer += bytes
    }

    /// The next event, or nil when more bytes are needed.
    /// - Throws: `WebSocketFault`.
    mutating func next() throws(WebSocketFault) -> Event? {
        while let frame = try frame() {
            if let event = try event(frame) { return event }
        }
        return nil
    }

    private mutating func event(_ frame: WebSocketFrame) throws(WebSocketFault) -> Event? {
        switch frame.opcode {
        case .ping: return .ping(frame.payload)
        case .pong: return nil
        case .close: return try Self.close(frame.payload)
        case .text, .binary:
            guard unfinished == nil else { throw .broken("a message began within another") }
            guard frame.isFinal else {
                unfinished = frame.payload
                return nil
            }
            return .message(frame.payload)
        case .continuation:
            guard var whole = unfinished else { throw .broken("a piece came that continues no message") }
            guard whole.count + frame.payload.count <= limit else { throw .tooLarge(limit) }
            unfinished = nil
            whole += frame.payload
            if frame.isFinal { return .message(whole) }
            unfinished = whole
            return nil
        }
    }

    private static func close(_ payload: [UInt8]) throws(WebSocketFault) -> Event {
        guard payload.count >= 2 else {
            guard payload.isEmpty else { throw .broken("a close frame holds half a code") }
            return .close(code: nil, reason: "")
        }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        return .close(code: code, reason: String(decoding: payload[2...], as: UTF8.self))
    }

    /// The next whole frame. What the head forbids is refused before the payload has come.
    private mutating func frame() throws(WebSocketFault) -> WebSocketFrame? {
        let available = buffer.count - start
        guard available >= 2 else { return nil }
        let (first, second) = (buffer[start], buffer[start + 1])
        guard first & 0x70 == 0 else { throw .broken("a frame has reserved bits") }
        guard second & 0x80 == 0 else { throw .broken("a frame is masked, which only clients do") }
        guard let opcode = WebSocketFrame.Opcode(rawValue: first & 0x0F) else {
            throw .broken("a frame has the unknown kind \(first & 0x0F)")
        }
        let isFinal = first & 0x80 != 0
        let short = Int(second & 0x7F)
        if opcode.isControl, short > 125 || !isFinal { throw .broken("a control frame is too long or in pieces") }
        let extra = short == 127 ? 8 : short == 126 ? 2 : 0
        guard available >= 2 + extra else { return nil }
        let length = extra == 0 ? UInt64(short) : number(at: start + 2, bytes: extra)
        guard extra == 0 || length > (extra == 2 ? 125 : 0xFFFF) else {
            throw .broken("a length is not in its shortest form")
        }
        guard length <= UInt64(limit) else { throw .tooLarge(limit) }
        let (begin, end) = (start + 2 + extra, start + 2 + extra + Int(length))
        guard buffer.count >= end else { return nil }
        start = end
        return WebSocketFrame(opcode: opcode, isFinal: isFinal, payload: Array(buffer[begin..<end]))
    }

    private func number(at index: Int, bytes: Int) -> UInt64 {
        buffer[index..<index + bytes].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
