// SPDX-License-Identifier: MIT
internal import HimatSupport
internal import HimatYAML

/// A scalar read as a boolean or number. Quoted numbers count in a tfvars file, as Terraform converts them, not in YAML.
struct ConfigScalar {
    private let text: String?

    init(_ node: ConfigNode, _ source: ConfigOrigin.Source) {
        guard case .scalar(let text, let kind) = node.content, kind != .text || source == .tfvars else {
            text = nil
            return
        }
        self.text = text
    }

    /// Whether the value cannot be one: a list, a map, or a text in quotes.
    var isEmpty: Bool { text == nil }

    var boolean: Bool? {
        if case .bool(let flag) = resolved { flag } else { nil }
    }

    var integer: Int? {
        if case .int(let number) = resolved { number } else { nil }
    }

    var number: Double? { resolved?.double }

    private var resolved: JSONValue? { text.map { YAMLNode.resolvePlain($0) } }
}

extension ConfigNode {
    /// Whether the value is the word `auto`.
    var isAuto: Bool { if case .scalar("auto", _) = content { true } else { false } }

    var items: [ConfigNode]? { if case .list(let items) = content { items } else { nil } }

    var members: [ConfigEntry]? { if case .map(let members) = content { members } else { nil } }

    /// The items of a flag or variable, `a,b`; nil for a value of a file.
    var splitWords: [ConfigNode]? {
        guard case .scalar(let text, .word) = content else { return nil }
        return text.split(separator: ",").map { ConfigNode(content: .scalar(Self.trimmed($0), .word), origin: origin) }
    }

    /// The pairs of a flag or variable, `a=b,c=d`; nil for a value of a file or without `=`.
    var splitPairs: [ConfigEntry]? {
        guard let words = splitWords else { return nil }
        var entries: [ConfigEntry] = []
        for case .scalar(let word, _) in words.map(\.content) {
            let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else { return nil }
            let value = ConfigNode(content: .scalar(String(halves[1]), .word), origin: origin)
            entries.append(ConfigEntry(key: String(halves[0]), keyOrigin: origin, value: value))
        }
        return entries
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
