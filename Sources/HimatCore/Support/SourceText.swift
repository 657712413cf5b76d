// SPDX-License-Identifier: MIT

/// The bytes of a file with its name, able to show a place in it: `file:line:column`, the line and a caret under it.
///
/// What it shows is safe for a terminal (control characters replaced) and for a log (lines that name a token, password or
/// key end after the name).
public struct SourceText: Sendable {
    /// The name as the user typed it.
    public let name: String
    /// The file's bytes.
    public let bytes: [UInt8]
    /// Whether no line may ever be shown, as of a kubeconfig.
    public let isSensitive: Bool

    /// Wraps the bytes of a file.
    public init(name: String, bytes: [UInt8], isSensitive: Bool = false) {
        self.name = name
        self.bytes = bytes
        self.isSensitive = isSensitive
    }

    /// Wraps a text.
    public init(name: String, text: String, isSensitive: Bool = false) {
        self.init(name: name, bytes: [UInt8](text.utf8), isSensitive: isSensitive)
    }

    /// `name:line:column`.
    public func place(_ mark: SourceMark) -> String { "\(name):\(mark)" }

    /// The mark of a byte, found by counting lines (`\n`, `\r\n`, `\r`) from the start.
    public func mark(at offset: Int) -> SourceMark {
        let end = min(max(offset, 0), bytes.count)
        var line = 1
        var lineStart = 0
        for index in 0..<end where Self.isBreak(bytes[index]) {
            if bytes[index] == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { continue }
            line += 1
            lineStart = index + 1
        }
        let column = bytes[lineStart..<end].reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        return SourceMark(line: line, column: column, offset: end)
    }

    /// An error at a place: the message behind `name:line:column: `, the line and a caret as details.
    public func error(_ code: HimatError.Code, _ message: String, at mark: SourceMark, nextStep: String? = nil)
        -> HimatError
    {
        HimatError(
            code, "\(place(mark)): \(message.harmless)", details: excerpt(at: mark).map { "  \($0)" },
            nextStep: nextStep)
    }

    /// The line with a mark and a second line with a caret under it; a long line is cut around the caret.
    public func excerpt(at mark: SourceMark) -> [String] {
        if isSensitive { return [] }
        let offset = min(max(mark.offset, 0), bytes.count)
        var first = offset
        while first > 0, !Self.isBreak(bytes[first - 1]) { first -= 1 }
        var end = offset
        while end < bytes.count, !Self.isBreak(bytes[end]) { end += 1 }
        let line = Self.shown(bytes[first..<end])
        let column = Self.shown(bytes[first..<offset]).count
        if let cut = Self.secretStart(line) {
            let shown = String(String.UnicodeScalarView(line[..<cut])) + " (sensitive)"
            return column < cut ? [shown, Self.caret(column)] : [shown]
        }
        let from = column > 100 ? column - 60 : 0
        let to = min(line.count, from + 140)
        let text = String(String.UnicodeScalarView(line[from..<to]))
        let before = from > 0 ? "…" : ""
        return [before + text + (to < line.count ? "…" : ""), Self.caret(column - from + before.count)]
    }

    private static func caret(_ column: Int) -> String { String(repeating: " ", count: column) + "^" }

    private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// One harmless scalar for each scalar of the text.
    private static func shown(_ bytes: ArraySlice<UInt8>) -> [Unicode.Scalar] {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.harmless)
    }

    /// The index behind the first `:` or `=` of a line that names a secret, nil for any other line.
    private static func secretStart(_ line: [Unicode.Scalar]) -> Int? {
        let text = String(String.UnicodeScalarView(line)).lowercased()
        guard ["token", "password", "secret", "key-data", "access_key"].contains(where: { text.contains($0) }) else {
            return nil
        }
        return line.firstIndex { $0 == ":" || $0 == "=" }.map { $0 + 1 } ?? 0
    }
}
