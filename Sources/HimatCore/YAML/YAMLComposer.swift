// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Builds nodes from events and keeps the limits.
struct YAMLComposer {
    /// A node that has a name, with what it costs to use it again.
    private struct Anchored {
        var node: YAMLNode
        var count: Int
        var height: Int
    }

    private let source: SourceText
    private let code: HimatError.Code
    private let limits: YAMLLimits
    private let expandsMergeKeys: Bool
    private var anchors: [String: Anchored] = [:]
    private var nodes = 0
    private var aliased = 0

    init(_ source: SourceText, code: HimatError.Code, limits: YAMLLimits, expandsMergeKeys: Bool) {
        self.source = source
        self.code = code
        self.limits = limits
        self.expandsMergeKeys = expandsMergeKeys
    }

    /// The next document, or nil at the end of the stream.
    mutating func document(_ reader: YAMLEventReader) throws -> YAMLNode? {
        anchors = [:]
        while true {
            let event = try reader.next()
            switch event.kind {
            case .streamEnd: return nil
            case .documentStart:
                var height = 0
                return try node(try reader.next(), reader, depth: 1, height: &height)
            default: continue
            }
        }
    }

    private mutating func node(
        _ event: YAMLEvent, _ reader: YAMLEventReader, depth: Int, height: inout Int
    ) throws -> YAMLNode {
        nodes += 1
        guard nodes <= limits.nodes else { throw fault("more than \(limits.nodes) values", event.start) }
        guard depth <= limits.depth else { throw fault("nested more than \(limits.depth) deep", event.start) }
        let before = nodes + aliased
        var below = 0
        let node: YAMLNode
        switch event.kind {
        case .alias(let name):
            let known = try alias(name, at: event.start, depth: depth)
            height = max(height, known.height)
            var copy = known.node
            (copy.start, copy.end, copy.anchor, copy.isAlias) = (event.start, event.end, nil, true)
            return copy
        case .scalar(let text, let style):
            node = make(.scalar(text, style), event, end: event.end)
        case .sequenceStart(let isFlow):
            var items: [YAMLNode] = []
            var next = try reader.next()
            while !next.isEnd {
                items.append(try self.node(next, reader, depth: depth + 1, height: &below))
                next = try reader.next()
            }
            node = make(.sequence(items), event, end: isFlow ? next.end : items.last?.end ?? next.end, isFlow: isFlow)
        case .mappingStart(let isFlow):
            var members = YAMLMembers()
            var next = try reader.next()
            while !next.isEnd {
                let key = try self.node(next, reader, depth: depth + 1, height: &below)
                let value = try self.node(try reader.next(), reader, depth: depth + 1, height: &below)
                try add(key, value, to: &members)
                next = try reader.next()
            }
            let end = isFlow ? next.end : members.lastEnd ?? next.end
            node = make(.mapping(members.ordered), event, end: end, isFlow: isFlow)
        default:
            throw fault("not valid YAML", event.start)
        }
        height = max(height, below + 1)
        if let name = event.anchor {
            anchors[name] = Anchored(node: node, count: nodes + aliased - before + 1, height: below + 1)
        }
        return node
    }

    private func make(_ content: YAMLNode.Content, _ event: YAMLEvent, end: SourceMark, isFlow: Bool = false)
        -> YAMLNode
    {
        YAMLNode(content: content, tag: event.tag, anchor: event.anchor, isFlow: isFlow, start: event.start, end: end)
    }

    private mutating func alias(_ name: String, at mark: SourceMark, depth: Int) throws -> Anchored {
        guard let known = anchors[name] else {
            throw fault("nothing before this is anchored as '&\(name.cut(to: 60))'", mark)
        }
        aliased += known.count
        guard aliased <= limits.aliasedNodes else {
            throw fault("aliases stand for more than \(limits.aliasedNodes) values", mark)
        }
        guard depth + known.height - 1 <= limits.depth else {
            throw fault("nested more than \(limits.depth) deep", mark)
        }
        return known
    }

    private mutating func add(_ key: YAMLNode, _ value: YAMLNode, to members: inout YAMLMembers) throws {
        guard case .scalar(let name, let style) = key.content else {
            throw fault("a key must be a plain word", key.start)
        }
        if expandsMergeKeys, name == "<<", style == .plain { return try merge(value, to: &members) }
        guard members.set(YAMLNode.Member(name: name, key: key, value: value)) else {
            throw fault("the key '\(name.cut(to: 60))' is there twice", key.start)
        }
    }

    private mutating func merge(_ value: YAMLNode, to members: inout YAMLMembers) throws {
        members.lastEnd = value.end
        for map in value.items ?? [value] {
            guard let inherited = map.members else { throw fault("'<<' wants a mapping or a list of them", map.start) }
            aliased += inherited.count
            guard aliased <= limits.aliasedNodes else {
                throw fault("merge keys stand for more than \(limits.aliasedNodes) values", value.start)
            }
            for member in inherited { members.inherit(member) }
        }
    }

    private func fault(_ message: String, _ mark: SourceMark) -> HimatError { source.error(code, message, at: mark) }
}

extension YAMLEvent {
    fileprivate var isEnd: Bool {
        switch kind {
        case .sequenceEnd, .mappingEnd: true
        default: false
        }
    }
}
