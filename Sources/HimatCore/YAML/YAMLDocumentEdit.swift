// SPDX-License-Identifier: MIT
internal import HimatSupport

/// A text with its top-level mapping, able to say which bytes an edit concerns.
struct YAMLDocumentEdit {
    /// The document's value; an empty one is an empty mapping.
    let json: JSONValue
    let bytes: [UInt8]
    let root: YAMLNode?
    let newline: String

    init(_ source: SourceText) throws {
        let expanded = try YAMLParser(source, code: .usage).document()
        root = try YAMLParser(source, code: .usage, expandsMergeKeys: false).document()
        if let root, root.members == nil, !root.json.isNull {
            throw source.error(.usage, "lines of the form 'key: value' are wanted here", at: root.start)
        }
        json = expanded?.members == nil ? .object([:]) : expanded?.json ?? .object([:])
        bytes = source.bytes
        newline = Self.newline(of: source.bytes)
    }

    func member(_ key: String) -> YAMLNode.Member? { root?.members?.first { $0.name == key } }

    /// The value's bytes replaced; what stands behind them, a comment say, stays.
    func replacement(of member: YAMLNode.Member, by value: JSONValue) -> YAMLByteEdit {
        let old = member.value
        let range = old.start.offset..<contentEnd(old)
        if case .sequence = old.content, !old.isFlow, !old.isAlias, let lines = block(value, column: old.start.column) {
            return YAMLByteEdit(range: range, text: lines)
        }
        var text = YAMLEmitter().inline(value)
        if range.isEmpty {
            text = " " + text
        } else if old.start.line > member.key.end.line, old.start.column <= member.key.start.column {
            text = String(repeating: " ", count: member.key.start.column + 1) + text
        }
        return YAMLByteEdit(range: range, text: text)
    }

    /// Ways to add a line, the best first.
    func additions(_ key: String, _ value: JSONValue) -> [YAMLByteEdit] {
        guard let root, let members = root.members else { return [line(key, value, indent: "", at: bytes.count)] }
        if root.isFlow {
            let pair = "\(YAMLText.flowScalar(key)): \(YAMLEmitter().inline(.array([value])).dropFirst().dropLast())"
            let at = members.last.map { contentEnd($0.value) } ?? root.start.offset + 1
            return [YAMLByteEdit(range: at..<at, text: members.isEmpty ? pair : ", \(pair)")]
        }
        let indent = String(repeating: " ", count: root.start.column - 1)
        let places = commentEnds(key) + [bytes.count] + (members.last.map { [lineEnd(contentEnd($0.value))] } ?? [])
        return places.map { line(key, value, indent: indent, at: $0) }
    }

    /// The lines of a key, or its part of a mapping in braces.
    func removal(of member: YAMLNode.Member) -> YAMLByteEdit {
        let end = contentEnd(member.value)
        guard let root, root.isFlow, let members = root.members,
            let index = members.firstIndex(where: { $0.name == member.name })
        else {
            var start = member.key.start.offset
            while start > 0, bytes[start - 1] == 0x20 { start -= 1 }
            return YAMLByteEdit(range: start..<max(lineEnd(end), start), text: "")
        }
        if index + 1 < members.count {
            return YAMLByteEdit(range: member.key.start.offset..<members[index + 1].key.start.offset, text: "")
        }
        let start = index > 0 ? contentEnd(members[index - 1].value) : member.key.start.offset
        return YAMLByteEdit(range: start..<end, text: "")
    }
}

extension YAMLDocumentEdit {
    private static func newline(of bytes: [UInt8]) -> String {
        guard let first = bytes.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return "\n" }
        if bytes[first] == 0x0A { return "\n" }
        return first + 1 < bytes.count && bytes[first + 1] == 0x0A ? "\r\n" : "\r"
    }

    /// Where a node's own text ends: the mark of a block scalar is behind its line breaks, that of a block collection may
    /// be behind comments.
    func contentEnd(_ node: YAMLNode) -> Int {
        var last = node
        while !last.isFlow, !last.isAlias {
            switch last.content {
            case .mapping(let members) where !members.isEmpty: last = members[members.count - 1].value
            case .sequence(let items) where !items.isEmpty: last = items[items.count - 1]
            case .scalar(_, .literal), .scalar(_, .folded): return withoutBreaks(last.start.offset, last.end.offset)
            default: return last.end.offset
            }
        }
        return last.end.offset
    }

    private func withoutBreaks(_ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start, [0x0A, 0x0D, 0x20].contains(bytes[end - 1]) { end -= 1 }
        return end
    }

    /// The offset behind the line break that follows.
    func lineEnd(_ offset: Int) -> Int {
        var end = offset
        while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
        if end < bytes.count { end += bytes[end] == 0x0D && end + 1 < bytes.count && bytes[end + 1] == 0x0A ? 2 : 1 }
        return end
    }

    private func line(_ key: String, _ value: JSONValue, indent: String, at offset: Int) -> YAMLByteEdit {
        let isLineStart = offset == 0 || bytes[offset - 1] == 0x0A || bytes[offset - 1] == 0x0D
        let text = "\(indent)\(YAMLText.scalar(key)): \(YAMLEmitter().inline(value))\(newline)"
        return YAMLByteEdit(range: offset..<offset, text: (isLineStart ? "" : newline) + text)
    }

    /// The items of a list of single values, a line each, as the old list has them.
    private func block(_ value: JSONValue, column: Int) -> String? {
        guard let items = value.array, !items.isEmpty, items.allSatisfy({ $0.array == nil && $0.object == nil }) else {
            return nil
        }
        let indent = String(repeating: " ", count: column - 1)
        return items.map { "- " + YAMLEmitter().inline($0) }.joined(separator: newline + indent)
    }

    /// The ends of lines that are a comment showing the key: `# key: …`.
    private func commentEnds(_ key: String) -> [Int] {
        let names = ["# \(key):", "#\(key):"].map { Array($0.utf8) }
        var ends: [Int] = []
        var start = 0
        while start < bytes.count {
            let end = lineEnd(start)
            if names.contains(where: { bytes[start..<end].starts(with: $0) }) { ends.append(end) }
            start = end
        }
        return ends
    }
}
