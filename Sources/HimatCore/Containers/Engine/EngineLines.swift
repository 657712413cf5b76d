// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// The JSON documents of an engine's stream, one after the other, however the pieces fall.
///
/// Documents are told apart by their braces, for not every engine ends each with a line. A document that says `error` is
/// thrown: the status of such a stream was 200 long before.
final class EngineLines: Sendable {
    private struct State: Sendable {
        var document: [UInt8] = []
        var depth = 0
        var isInText = false
        var isEscaped = false
        var waiting: [JSONValue] = []
        var hasEnded = false
    }

    private let body: HTTPBody
    private let failure: @Sendable (EngineRefusal) -> HimatError
    private let lost: @Sendable (HimatError) -> HimatError
    private let state = Lock(State())
    /// The largest document taken; docker's are a few hundred bytes.
    private static let limit = 1 << 20

    /// - Parameters:
    ///   - failure: makes the error of a document that reports one.
    ///   - lost: makes the error of a connection that ended too early.
    init(
        _ body: HTTPBody, failure: @escaping @Sendable (EngineRefusal) -> HimatError,
        lost: @escaping @Sendable (HimatError) -> HimatError
    ) {
        self.body = body
        self.failure = failure
        self.lost = lost
    }

    /// The next document; nil at the end of the stream.
    func next() async throws -> JSONValue? {
        while true {
            let (known, hasEnded) = state.withLock { state -> (JSONValue?, Bool) in
                let known = state.waiting.first
                state.waiting = Array(state.waiting.dropFirst())
                return (known, state.hasEnded)
            }
            if let known {
                if let refusal = Self.refusal(in: known) { throw failure(refusal) }
                return known
            }
            if hasEnded { return nil }
            try await take()
        }
    }

    private func take() async throws {
        let piece: [UInt8]?
        do {
            piece = try await body.pull()
        } catch let error as HimatError {
            throw lost(error)
        }
        try state.withLock { state in
            guard let piece else {
                state.hasEnded = true
                guard state.document.isEmpty else { throw Self.malformed(state.document) }
                return
            }
            for byte in piece { try Self.add(byte, to: &state) }
        }
    }

    private static func add(_ byte: UInt8, to state: inout State) throws {
        if state.depth == 0 {
            guard byte != 0x20, byte != 0x0A, byte != 0x0D, byte != 0x09 else { return }
            guard byte == UInt8(ascii: "{") else { throw malformed([byte]) }
        }
        state.document.append(byte)
        guard state.document.count <= limit else { throw malformed(Array(state.document.prefix(80))) }
        if state.isInText {
            if state.isEscaped {
                state.isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                state.isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                state.isInText = false
            }
            return
        }
        switch byte {
        case UInt8(ascii: "\""): state.isInText = true
        case UInt8(ascii: "{"): state.depth += 1
        case UInt8(ascii: "}"):
            state.depth -= 1
            guard state.depth == 0 else { return }
            guard let document = try? JSONValue.parse(state.document) else { throw malformed(state.document) }
            state.waiting.append(document)
            state.document = []
        default: return
        }
    }

    private static func refusal(in document: JSONValue) -> EngineRefusal? {
        let detail = document["errorDetail"]
        guard let words = detail?["message"]?.string ?? document["error"]?.string else { return nil }
        return EngineRefusal(status: 200, exitCode: detail?["code"]?.int, words)
    }

    private static func malformed(_ bytes: [UInt8]) -> HimatError {
        let shown = String(decoding: bytes.prefix(80), as: UTF8.self).harmless
        return HimatError(.malformed, "The engine's stream holds what is no JSON document: \(shown.debugDescription)")
    }
}
