// SPDX-License-Identifier: MIT

/// An element of an XML answer: name without prefix, text, children. Attributes are of no use in AWS answers and are dropped.
public struct XMLElement: Sendable, Equatable {
    /// The local name.
    public var name: String
    /// The character data directly inside, outer white space removed.
    public var text: String
    /// The child elements in order.
    public var children: [XMLElement]

    /// Builds an element.
    public init(_ name: String, text: String = "", children: [XMLElement] = []) {
        self.name = name
        self.text = text
        self.children = children
    }

    /// The first child of that name.
    public subscript(name: String) -> XMLElement? { children.first { $0.name == name } }
    /// The text under a path of names.
    public func text(_ path: String...) -> String? {
        var element: XMLElement? = self
        for name in path { element = element?[name] }
        return element?.text
    }
    /// The elements of a list: the children named `item` (EC2) or `member` (query) of the child called `name`.
    public func list(_ name: String) -> [XMLElement] {
        self[name]?.children.filter { $0.name == "item" || $0.name == "member" } ?? []
    }
}
