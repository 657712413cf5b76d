// SPDX-License-Identifier: MIT
import Testing

@testable import HimatHTTP

/// Frames against the examples of RFC 6455 and against what it forbids.
@Suite struct WebSocketDecoderTests {
    private func events(_ bytes: [UInt8], limit: Int = 1000, pieces: Int = .max) throws -> [WebSocketDecoder.Event] {
        var decoder = WebSocketDecoder(limit: limit)
        var events: [WebSocketDecoder.Event] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            decoder.feed(Array(rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
            while let event = try decoder.next() { events.append(event) }
        }
        return events
    }

    @Test(arguments: [1, 2, 3, 100])
    func messagesComeWholeHoweverTheBytesWereCut(pieces: Int) throws {
        // "Hello" in one frame, in two, and a ping between the two.
        let bytes: [UInt8] =
            [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F] + [0x01, 0x03, 0x48, 0x65, 0x6C] + [0x89, 0x01, 0x21]
            + [0x80, 0x02, 0x6C, 0x6F] + [0x88, 0x02, 0x03, 0xE8]
        let hello = Array("Hello".utf8)
        #expect(
            try events(bytes, pieces: pieces) == [
                .message(hello), .ping([0x21]), .message(hello), .close(code: 1000, reason: ""),
            ])
    }

    @Test(arguments: [125, 126, 65535, 65536])
    func lengthsOfAllForms(count: Int) throws {
        let payload = [UInt8](repeating: 7, count: count)
        let masked = WebSocketFrame(opcode: .binary, payload: payload).encoded(mask: [0, 0, 0, 0])
        let extra = count < 126 ? 0 : count <= 0xFFFF ? 2 : 8
        var bytes = Array(masked[..<(2 + extra)]) + masked[(6 + extra)...]
        bytes[1] &= 0x7F
        #expect(try events(bytes, limit: 70000) == [.message(payload)])
    }

    @Test(
        arguments: [
            ([0xC2, 0x00], "reserved"), ([0x82, 0x80], "masked"), ([0x83, 0x00], "unknown kind 3"),
            ([0x80, 0x00], "continues no message"), ([0x02, 0x00, 0x82, 0x00], "within another"),
            ([0x09, 0x00], "control frame"), ([0x89, 0x7E, 0x00, 0x7E], "control frame"),
            ([0x88, 0x01, 0x03], "half a code"),
            ([0x82, 0x7E, 0x00, 0x05], "shortest form"),
        ] as [([UInt8], String)])
    func whatTheProtocolForbidsIsNamed(bytes: [UInt8], words: String) {
        let fault = #expect(throws: WebSocketFault.self) { try events(bytes) }
        #expect(fault?.code == 1002)
        #expect(fault?.description.contains(words) == true)
    }

    @Test(
        arguments: [
            [0x82, 0x7E, 0x03, 0xE9], [0x82, 0x7F, 0xFF, 0, 0, 0, 0, 0, 0, 0],
            [0x02, 0x7E, 0x03, 0xE8] + [UInt8](repeating: 1, count: 1000) + [0x80, 0x01, 0x01],
        ] as [[UInt8]])
    func aMessageOverTheLimitIsRefusedBeforeItIsHeld(bytes: [UInt8]) {
        #expect(throws: WebSocketFault.tooLarge(1000)) { try events(bytes) }
    }

    @Test func aClientMasksItsFrames() {
        let frame = WebSocketFrame(opcode: .text, payload: Array("Hello".utf8))
        // The example of section 5.7.
        #expect(
            frame.encoded(mask: [0x37, 0xFA, 0x21, 0x3D]) == [
                0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58,
            ])
    }

    @Test func theKeyOfTheStandardHasTheAnswerOfTheStandard() throws {
        let handshake = WebSocketHandshake(
            request: HTTPRequest("GET", "http://server.example.com/chat"),
            target: try HTTPTarget("http://server.example.com/chat"), subprotocols: [],
            key: "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(handshake.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }
}
