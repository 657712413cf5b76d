// SPDX-License-Identifier: MIT
public import HimatSupport

/// Objects as the YAML that people of the field read: `apiVersion`, `kind`, `metadata` first, texts of several lines as blocks.
///
/// Every string that a YAML 1.1 or 1.2 reader could take for something else is quoted, so the text reads back as it was.
public struct ManifestText: Sendable, CustomStringConvertible {
    /// The text; documents are parted by `---`.
    public let description: String

    /// Writes one document.
    public init(_ document: JSONValue) {
        var writer = Writer()
        writer.add(document, indent: 0, lead: "")
        description = writer.lines.map { $0 + "\n" }.joined()
    }

    /// Writes several documents.
    public init(_ documents: [JSONValue]) {
        description = documents.map { ManifestText($0).description }.joined(separator: "---\n")
    }

    private struct Writer {
        var lines: [String] = []

        /// Adds a value; `lead` is what stands before it on its first line.
        mutating func add(_ value: JSONValue, indent: Int, lead: String) {
            switch value {
            case .object(let members) where !members.isEmpty:
                var lead = lead
                for key in ManifestText.ordered(members.keys) {
                    member(key, members[key] ?? .null, indent: indent, lead: lead)
                    lead = String(repeating: " ", count: indent)
                }
            case .array(let elements) where !elements.isEmpty:
                var lead = lead
                for element in elements {
                    if let block = ManifestText.block(element) {
                        text(block, indent: indent + 2, lead: lead + "-")
                    } else {
                        add(element, indent: indent + 2, lead: lead + "- ")
                    }
                    lead = String(repeating: " ", count: indent)
                }
            default:
                lines.append(lead + ManifestText.scalar(value))
            }
        }

        private mutating func member(_ key: String, _ value: JSONValue, indent: Int, lead: String) {
            let head = lead + ManifestText.scalar(.string(key)) + ":"
            switch value {
            case .object(let members) where !members.isEmpty:
                lines.append(head)
                add(value, indent: indent + 2, lead: String(repeating: " ", count: indent + 2))
            case .array(let elements) where !elements.isEmpty:
                lines.append(head)
                add(value, indent: indent, lead: String(repeating: " ", count: indent))
            default:
                if let block = ManifestText.block(value) {
                    text(block, indent: indent + 2, lead: head)
                } else {
                    lines.append(head + " " + ManifestText.scalar(value))
                }
            }
        }

        private mutating func text(_ rows: [Substring], indent: Int, lead: String) {
            lines.append(lead + " |")
            let margin = String(repeating: " ", count: indent)
            for row in rows { lines.append(row.isEmpty ? "" : margin + row) }
        }
    }

    private static func ordered(_ keys: Dictionary<String, JSONValue>.Keys) -> [String] {
        let first = ["apiVersion", "kind", "metadata", "name"]
        return keys.sorted { left, right in
            let (a, b) = (first.firstIndex(of: left) ?? first.count, first.firstIndex(of: right) ?? first.count)
            return a == b ? left < right : a < b
        }
    }

    /// The rows of a text that a literal block keeps exactly: several lines, one line end at the end, nothing odd inside.
    private static func block(_ value: JSONValue) -> [Substring]? {
        guard case .string(let text) = value, text.contains("\n"), text.hasSuffix("\n"), !text.hasSuffix("\n\n"),
            let first = text.first, first != " ", first != "\n",
            text.unicodeScalars.allSatisfy({ $0 == "\n" || ($0.value >= 0x20 && $0.value < 0x7F) })
        else { return nil }
        let rows = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        return rows.contains { $0.hasSuffix(" ") } ? nil : rows
    }

    private static func scalar(_ value: JSONValue) -> String {
        guard case .string(let text) = value else { return value.rendered() }
        return isPlain(text) ? text : value.rendered()
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isLetter(first) else { return false }
        let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        return !words.contains(text.lowercased())
            && text.unicodeScalars.allSatisfy { isLetter($0) || ("0"..."9").contains($0) || "_./-".unicodeScalars.contains($0) }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }
}
