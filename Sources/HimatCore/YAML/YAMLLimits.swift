// SPDX-License-Identifier: MIT

/// How much a YAML text may ask for, so that a hostile one costs little.
public struct YAMLLimits: Sendable {
    /// The text's size in bytes.
    public var bytes = 10_000_000
    /// How deep nodes may nest, aliases counted as what they stand for.
    public var depth = 100
    /// How many nodes a text may hold.
    public var nodes = 1_000_000
    /// How many nodes aliases and merge keys may add.
    public var aliasedNodes = 100_000

    /// The limits every reader uses unless it says otherwise.
    public init() {}
}
