// SPDX-License-Identifier: MIT
public import HimatSupport

/// Writes JSON values as YAML: block style, two spaces, texts quoted only where a reader would misread them, texts of
/// several lines as `|` blocks. What it writes reads back as the same value.
public struct YAMLEmitter: Sendable {
    /// The order of keys in a mapping.
    public enum Order: Sendable {
        /// By name.
        case sorted
        /// At the top `apiVersion`, `kind`, `metadata`, `spec`, `data`, then by name; in metadata `name`, `namespace` first;
        /// elsewhere `name` first, then by name.
        case kubernetes
    }

    private let order: Order

    /// An emitter of an order.
    public init(order: Order = .sorted) { self.order = order }

    /// One document.
    public func text(_ value: JSONValue) -> String {
        var out = ""
        emit(value, indent: 0, lead: "", isTop: true, into: &out)
        return out
    }

    /// Several documents with `---` before each but the first.
    public func text(documents: [JSONValue]) -> String { documents.map(text).joined(separator: "---\n") }

    /// A value on one line, as it can stand behind `key: `.
    public func inline(_ value: JSONValue) -> String {
        if case .string(let text) = value { return YAMLText.scalar(text) }
        return flow(value)
    }

    private func flow(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): YAMLText.flowScalar(text)
        case .array(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + sorted(members, isTop: false).map { "\(flowKey($0.key)): \(flow($0.value))" }.joined(separator: ", ")
                + "}"
        default: scalar(value)
        }
    }

    /// Writes a value whose first line starts with `lead` instead of the indentation.
    private func emit(_ value: JSONValue, indent: Int, lead: String, isTop: Bool = false, into out: inout String) {
        let pad = String(repeating: " ", count: indent)
        switch value {
        case .object(let members) where !members.isEmpty:
            for (index, member) in sorted(members, isTop: isTop).enumerated() {
                out += index == 0 ? lead : pad
                out += key(member.key, pad)
                child(member.value, indent: indent, into: &out)
            }
        case .array(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() {
                out += index == 0 ? lead : pad
                if item.isContainer {
                    emit(item, indent: indent + 2, lead: "- ", into: &out)
                } else {
                    out += "-"
                    child(item, indent: indent, into: &out)
                }
            }
        default:
            out += lead
            if !isTop { return out += scalar(value) + "\n" }
            child(value, indent: -2, into: &out, separator: "")
        }
    }

    /// Writes what follows `key:` or `-`.
    private func child(_ value: JSONValue, indent: Int, into out: inout String, separator: String = " ") {
        if value.isContainer {
            out += "\n"
            let pad = String(repeating: " ", count: indent + 2)
            return emit(value, indent: indent + 2, lead: pad, into: &out)
        }
        out += separator
        guard case .string(let text) = value, YAMLText.isLiteral(text) else { return out += scalar(value) + "\n" }
        literal(text, pad: String(repeating: " ", count: max(indent, 0) + 2), into: &out)
    }

    private func literal(_ text: String, pad: String, into out: inout String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let trailing = lines.reversed().prefix(while: \.isEmpty).count
        out += trailing == 0 ? "|-\n" : trailing == 1 ? "|\n" : "|+\n"
        for line in trailing == 0 ? lines[...] : lines.dropLast() { out += line.isEmpty ? "\n" : "\(pad)\(line)\n" }
    }

    private func scalar(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): Self.text(number)
        case .string(let text): YAMLText.scalar(text)
        case .array: "[]"
        case .object: "{}"
        }
    }

    /// With a point before an exponent, which readers of YAML 1.1 want.
    private static func text(_ number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? ".nan" : number > 0 ? ".inf" : "-.inf" }
        let text = String(number)
        guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }

    private func key(_ name: String, _ pad: String) -> String {
        let text = YAMLText.scalar(name)
        return text.unicodeScalars.count <= 500 ? "\(text):" : "? \(text)\n\(pad):"
    }

    private func flowKey(_ name: String) -> String {
        let text = YAMLText.flowScalar(name)
        return text.unicodeScalars.count <= 500 ? text : "? \(text) "
    }

    private func sorted(_ members: [String: JSONValue], isTop: Bool) -> [(key: String, value: JSONValue)] {
        let first: [String] =
            switch order {
            case .sorted: []
            case .kubernetes: isTop ? ["apiVersion", "kind", "metadata", "spec", "data"] : ["name", "namespace"]
            }
        return members.sorted { left, right in
            let ranks = [left.key, right.key].map { first.firstIndex(of: $0) ?? first.count }
            return ranks[0] == ranks[1] ? left.key < right.key : ranks[0] < ranks[1]
        }
    }
}

extension JSONValue {
    /// Whether the value is a list or map with something in it.
    fileprivate var isContainer: Bool {
        switch self {
        case .array(let items): !items.isEmpty
        case .object(let members): !members.isEmpty
        default: false
        }
    }
}
