// SPDX-License-Identifier: MIT
internal import HimatSupport

/// How a text is written as a YAML scalar so that readers of YAML 1.1 and 1.2 both read that text again.
public enum YAMLText {
    /// The text itself where no reader would misunderstand it, else in double quotes; always one line.
    public static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// The same for a place inside `[…]` or `{…}`, where commas and brackets mean something and PyYAML takes `?` for a key.
    static func flowScalar(_ text: String) -> String {
        isPlain(text) && !text.utf8.contains(where: { ",[]{}?".utf8.contains($0) }) ? text : quoted(text)
    }

    /// The text in double quotes, everything but plain characters escaped.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where isPrintable(scalar): out.unicodeScalars.append(scalar)
            default: out += escape(scalar.value)
            }
        }
        return out + "\""
    }

    /// Whether the text can stand as a literal block (`|`): several lines of printable characters that start with no blank.
    static func isLiteral(_ text: String) -> Bool {
        guard text.contains("\n"), let first = text.unicodeScalars.first, !" \t\n".unicodeScalars.contains(first) else {
            return false
        }
        return text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || isPrintable($0) }
    }

    private static func escape(_ value: UInt32) -> String {
        let hex = String(value, radix: 16)
        switch hex.utf8.count {
        case 1...2: return "\\x" + String(repeating: "0", count: 2 - hex.utf8.count) + hex
        case 3...4: return "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
        default: return "\\U" + String(repeating: "0", count: 8 - hex.utf8.count) + hex
        }
    }

    /// The characters of YAML that need no escape, without breaks, blanks other than the space, and the byte order mark.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 500 else { return false }
        if first == 0x20 || last == 0x20 || last == UInt8(ascii: ":") || "?:,[]{}#&*!|>'\"%@`".utf8.contains(first) {
            return false
        }
        if first == UInt8(ascii: "-"), text == "-" || text.hasPrefix("- ") || text.hasPrefix("---") { return false }
        if text.hasPrefix("...") || text.contains(": ") || text.contains(" #") { return false }
        return text.unicodeScalars.allSatisfy(isPrintable) && !YAMLWords.isAmbiguous(text)
    }
}
