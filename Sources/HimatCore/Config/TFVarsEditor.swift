// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Sets a key in a terraform.tfvars and leaves every other byte as it is.
enum TFVarsEditor {
    /// The text with the key set: its value replaced where it stands, else a line added at the end.
    /// - Throws: `HimatError` (usage) when the text cannot be understood.
    static func setting(_ key: String, to value: JSONValue, in source: SourceText) throws -> SourceText {
        let entries = try TFVarsParser.parse(source)
        var bytes = source.bytes
        if let entry = entries.first(where: { $0.name == key }) {
            bytes.replaceSubrange(entry.value.start.offset..<entry.value.end.offset, with: Array(text(value).utf8))
        } else {
            let newline: [UInt8] = source.bytes.contains(0x0D) ? [0x0D, 0x0A] : [0x0A]
            if let last = bytes.last, last != 0x0A { bytes += newline }
            bytes += Array("\(key) = \(text(value))".utf8) + newline
        }
        let edited = SourceText(name: source.name, bytes: bytes)
        _ = try TFVarsParser.parse(edited)
        return edited
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .array(let items): "[" + items.map(text).joined(separator: ", ") + "]"
        case .object(let members):
            "{ "
                + members.sorted { $0.key < $1.key }.map { "\(quoted($0.key)) = \(text($0.value))" }.joined(
                    separator: ", ")
                + " }"
        default: value.rendered()
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "{" where last == "$" || last == "%":
                // The sign is there once already; twice with a brace means the sign and the brace themselves.
                out += String(last.map { Character($0) } ?? "$") + "{"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
            last = scalar
        }
        return out + "\""
    }
}
