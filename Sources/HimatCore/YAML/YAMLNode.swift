// SPDX-License-Identifier: MIT
public import HimatSupport

/// A node of a YAML document with its place in the text; scalars stay text until `json` or a schema resolves them.
public struct YAMLNode: Sendable {
    /// What the node holds.
    public enum Content: Sendable {
        /// The text after escapes and folding, and how it was written.
        case scalar(String, ScalarStyle)
        /// The items in order.
        case sequence([YAMLNode])
        /// The members in the order of the text.
        case mapping([Member])
    }

    /// How a scalar was written; only plain ones are resolved to numbers, booleans and null.
    public enum ScalarStyle: Sendable {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
        case folded
    }

    /// A key of a mapping with its value; keys are always scalars.
    public struct Member: Sendable {
        /// The key's text.
        public var name: String
        /// The key.
        public var key: YAMLNode
        /// The value.
        public var value: YAMLNode
    }

    /// What the node holds.
    public var content: Content
    /// The explicit tag, e.g. `tag:yaml.org,2002:str`.
    public var tag: String?
    /// The anchor's name.
    public var anchor: String?
    /// Whether the text has an alias (`*name`) here; what is inside then stands elsewhere in the text.
    public var isAlias = false
    /// Whether a sequence or mapping is written with brackets.
    public var isFlow = false
    /// The first byte: of the anchor, the tag or the content.
    public var start: SourceMark
    /// The byte after the last; of a node given by an alias, that of the alias.
    public var end: SourceMark
}

extension YAMLNode {
    /// The text of a scalar; nil for anything else.
    public var scalar: String? { if case .scalar(let text, _) = content { text } else { nil } }
    /// The items of a sequence; nil for anything else.
    public var items: [YAMLNode]? { if case .sequence(let items) = content { items } else { nil } }
    /// The members of a mapping; nil for anything else.
    public var members: [Member]? { if case .mapping(let members) = content { members } else { nil } }
    /// The value under a key of a mapping.
    public subscript(name: String) -> YAMLNode? { members?.first { $0.name == name }?.value }
}
