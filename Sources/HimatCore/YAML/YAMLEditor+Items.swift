// SPDX-License-Identifier: MIT
public import HimatSupport

extension YAMLEditor {
    /// One step on the way to a list: into a mapping by key, into a list by index.
    public enum Step: Sendable {
        case key(String)
        case index(Int)
    }

    /// Puts an item into a list, before the one that has this index now; the list's count appends.
    /// - Throws: `HimatError` (usage) when there is no such list or the text cannot be changed without harm.
    public mutating func insert(_ value: JSONValue, at index: Int, in path: [Step]) throws {
        let list = try list(path)
        let edit = document.insertion(of: value, at: index, into: list.node)
        try change(path, at: list.node.start, [edit]) { $0.insert(value, at: index) }
    }

    /// Puts another value in the place of an item; what stands behind it, a comment say, stays.
    /// - Throws: `HimatError` (usage) as above.
    public mutating func replaceItem(at index: Int, by value: JSONValue, in path: [Step]) throws {
        let item = try list(path).items[index]
        let text = YAMLEmitter().inline(value)
        let edit = YAMLByteEdit(range: item.start.offset..<document.contentEnd(item), text: text)
        try change(path, at: item.start, [edit]) { $0[index] = value }
    }

    /// Takes an item out of a list with its line; the last one is not taken.
    /// - Throws: `HimatError` (usage) as above.
    public mutating func removeItem(at index: Int, in path: [Step]) throws {
        let list = try list(path)
        let item = list.items[index]
        try change(path, at: item.start, [document.removal(ofItem: index, from: list.node)]) { $0.remove(at: index) }
    }

    private func list(_ path: [Step]) throws -> (node: YAMLNode, items: [YAMLNode]) {
        var node = document.root
        for step in path {
            switch step {
            case .key(let name): node = node?[name]
            case .index(let index): node = node?.items.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            }
        }
        guard let node, let items = node.items else {
            throw source.error(.usage, "a list is wanted here", at: node?.start ?? .start)
        }
        return (node, items)
    }

    private mutating func change(
        _ path: [Step], at mark: SourceMark, _ edits: [YAMLByteEdit], _ body: (inout [JSONValue]) -> Void
    ) throws {
        let wanted = document.json.changed(at: path[...], body)
        let key = if case .key(let name)? = path.first { name } else { "" }
        try apply(edits, wanted, key, at: mark)
    }
}

extension JSONValue {
    /// The value with the list at the end of a path changed.
    fileprivate func changed(at path: ArraySlice<YAMLEditor.Step>, _ body: (inout [JSONValue]) -> Void) -> JSONValue {
        guard let step = path.first else {
            var items = array ?? []
            body(&items)
            return .array(items)
        }
        var copy = self
        switch step {
        case .key(let name): copy[name] = (self[name] ?? .null).changed(at: path.dropFirst(), body)
        case .index(let index):
            var items = array ?? []
            if items.indices.contains(index) { items[index] = items[index].changed(at: path.dropFirst(), body) }
            copy = .array(items)
        }
        return copy
    }
}
