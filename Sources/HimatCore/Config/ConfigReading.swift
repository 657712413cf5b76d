// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Gives one source's values their types and collects every problem on the way.
struct ConfigReading {
    /// The typed values of the source; nil for a key that is set to nothing, which means its default.
    private(set) var values: [String: (value: ConfigValue?, origin: ConfigOrigin)] = [:]
    private(set) var problems: [ConfigNote] = []
    private(set) var warnings: [ConfigNote] = []
    private let source: ConfigSource

    init(_ source: ConfigSource) {
        self.source = source
        for entry in source.entries { read(entry) }
    }

    private mutating func read(_ entry: ConfigEntry) {
        if let key = ConfigSchema.key(entry.key) {
            store(entry, key)
        } else if let replacement = RetiredKeys.replacements[entry.key] {
            retired(entry, replacement)
        } else if let way = RetiredKeys.secret(entry.key) {
            problem("'\(entry.key.cut(to: 60))' is refused: \(way)", entry.keyOrigin)
        } else {
            let names = ConfigSchema.keys.map(\.name)
            let near = EditDistance.nearest(to: entry.key, in: names + RetiredKeys.replacements.keys.sorted())
            problem(
                "unknown key '\(entry.key.cut(to: 60))'" + (near.map { "; did you mean '\($0)'?" } ?? ""),
                entry.keyOrigin)
        }
    }

    private mutating func retired(_ entry: ConfigEntry, _ replacement: String) {
        guard let key = ConfigSchema.key(replacement) else {
            return warn("'\(entry.key)' has no effect any more: \(RetiredKeys.reason(entry.key))", entry.keyOrigin)
        }
        if source.entries.contains(where: { $0.key == replacement }) {
            return warn("'\(entry.key)' is ignored: '\(replacement)', its new name, is set too", entry.keyOrigin)
        }
        warn("'\(entry.key)' is called '\(replacement)' now", entry.keyOrigin)
        store(entry, key)
    }

    private mutating func store(_ entry: ConfigEntry, _ key: ConfigKey) {
        if isEmpty(entry.value, key) {
            if key.isRequired {
                return problem("\(key.name) must be \(key.type.phrase), but is empty", entry.keyOrigin)
            }
            values[key.name] = (nil, entry.keyOrigin)
        } else if let value = typed(entry.value, key) {
            values[key.name] = (value, entry.value.origin)
        }
    }

    /// Null anywhere, and Terraform's way to say null for a text: `""`.
    private func isEmpty(_ node: ConfigNode, _ key: ConfigKey) -> Bool {
        if case .scalar("", .text) = node.content, source.kind == .tfvars { return true }
        return node.isNull
    }

    private mutating func typed(_ node: ConfigNode, _ key: ConfigKey) -> ConfigValue? {
        switch key.type {
        case .string(let pattern):
            return text(node, key).flatMap { checked($0, pattern, node, key) }.map { .string($0) }
        case .choice(let words): return choice(node, key, words)
        case .boolean:
            if let flag = ConfigScalar(node, source.kind).boolean { return .boolean(flag) }
        case .integer(let range): return integer(node, key, range)
        case .integerOrAuto(let range): return node.isAuto ? .auto : integer(node, key, range)
        case .number(let range):
            if let number = ConfigScalar(node, source.kind).number, range.contains(number) { return .number(number) }
        case .list(let pattern): return list(node, key, pattern)
        case .listOrAuto(let pattern): return node.isAuto ? .auto : list(node, key, pattern)
        case .tags: return tags(node, key)
        }
        misfit(node, key)
        return nil
    }

    private mutating func text(_ node: ConfigNode, _ key: ConfigKey) -> String? {
        if case .scalar(let text, let kind) = node.content, kind != .null { return text }
        misfit(node, key)
        return nil
    }

    private mutating func checked(_ text: String, _ pattern: ConfigPattern, _ node: ConfigNode, _ key: ConfigKey)
        -> String?
    {
        if key.isSecret {
            // Whoever writes the password itself here must not find it in a log: neither value nor line is shown.
            guard let fault = pattern.fault(text) else { return text }
            problems.append(ConfigNote(message: "\(key.name) \(fault)", origin: node.origin))
            return nil
        }
        if text.utf8.count > 1100 {
            problem("\(key.name) must be \(pattern.phrase), not a text of \(text.count) characters", node.origin)
            return nil
        }
        guard let fault = pattern.fault(text) else { return text }
        problem("\(key.name) \(fault)", node.origin)
        return nil
    }

    private mutating func choice(_ node: ConfigNode, _ key: ConfigKey, _ words: [String]) -> ConfigValue? {
        guard let text = text(node, key) else { return nil }
        if words.contains(text) { return .string(text) }
        let near = EditDistance.nearest(to: text, in: words).map { "; did you mean '\($0)'?" } ?? ""
        problem("\(key.name) must be \(key.type.phrase), not \(node.shown)\(near)", node.origin)
        return nil
    }

    private mutating func integer(_ node: ConfigNode, _ key: ConfigKey, _ range: ClosedRange<Int>) -> ConfigValue? {
        if let number = ConfigScalar(node, source.kind).integer, range.contains(number) { return .integer(number) }
        misfit(node, key)
        return nil
    }

    private mutating func list(_ node: ConfigNode, _ key: ConfigKey, _ pattern: ConfigPattern) -> ConfigValue? {
        guard let nodes = node.splitWords ?? node.items else {
            if case .scalar(let text, .text) = node.content, pattern.fault(text) == nil {
                problem("\(key.name) must be \(key.type.phrase); write [\(text)]", node.origin)
            } else {
                misfit(node, key)
            }
            return nil
        }
        guard nodes.count <= 40 else {
            problem("\(key.name) has \(nodes.count) entries; 40 is the most", node.origin)
            return nil
        }
        if nodes.isEmpty, key.defaultValue != .list([]) {
            problem("\(key.name) is an empty list; name at least one or leave the key out", node.origin)
            return nil
        }
        var texts: [String] = []
        var isGood = true
        for item in nodes {
            guard let text = text(item, key).flatMap({ checked($0, pattern, item, key) }) else {
                isGood = false
                continue
            }
            if texts.contains(text) {
                warn("\(key.name) names '\(text)' twice", item.origin)
            } else {
                texts.append(text)
            }
        }
        return isGood ? .list(texts) : nil
    }

    private mutating func tags(_ node: ConfigNode, _ key: ConfigKey) -> ConfigValue? {
        guard let entries = node.splitPairs ?? node.members else {
            misfit(node, key)
            return nil
        }
        if entries.count > TagRules.limit {
            problem("tags has \(entries.count) entries; \(TagRules.limit) is the most", node.origin)
        }
        let before = problems.count
        var tags: [String: String] = [:]
        for entry in entries {
            if let fault = TagRules.fault(key: entry.key) { problem("tags \(fault)", entry.keyOrigin) }
            guard case .scalar(let text, let kind) = entry.value.content else {
                problem("tags gives '\(entry.key)' \(entry.value.shown); a tag is one text", entry.value.origin)
                continue
            }
            let value = kind == .null ? "" : text
            if let fault = TagRules.fault(value: value, of: entry.key) { problem("tags \(fault)", entry.value.origin) }
            tags[entry.key] = value
        }
        return problems.count == before ? .map(tags) : nil
    }

    private mutating func misfit(_ node: ConfigNode, _ key: ConfigKey) {
        if key.isSecret {
            return problems.append(
                ConfigNote(message: "\(key.name) must be \(key.type.phrase)", origin: node.origin))
        }
        let unquoted = ConfigScalar(node, .tfvars)
        let isQuoted = ConfigScalar(node, source.kind).isEmpty && (unquoted.number != nil || unquoted.boolean != nil)
        let hint = isQuoted ? " in quotes; take them away" : ""
        problem("\(key.name) must be \(key.type.phrase), not \(node.shown)\(hint)", node.origin)
    }

    private mutating func problem(_ message: String, _ origin: ConfigOrigin) {
        problems.append(source.note(message, at: origin))
    }

    private mutating func warn(_ message: String, _ origin: ConfigOrigin) {
        warnings.append(source.note(message, at: origin))
    }
}
