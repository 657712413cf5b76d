// SPDX-License-Identifier: MIT

/// The stable name of a resource inside its layer: a kind and, where a layer has several, a name: `vpc`, `subnet.a`.
public struct Address: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The text as tags carry it.
    public let text: String

    /// Wraps a text such as `subnet.a`.
    public init(_ text: String) { self.text = text }
    /// Wraps a literal.
    public init(stringLiteral value: String) { text = value }

    /// What stands before the first dot.
    public var kind: String { String(text.prefix { $0 != "." }) }
    /// The text itself.
    public var description: String { text }
    /// Alphabetical.
    public static func < (left: Address, right: Address) -> Bool { left.text < right.text }
}
