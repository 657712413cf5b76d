// SPDX-License-Identifier: MIT
public import HimatSupport

/// A named value that a layer gives its users.
public struct Output: Sendable, Equatable {
    /// The name, in snake case, e.g. `jupyter_url`.
    public var name: String
    /// The value.
    public var value: JSONValue
    /// Whether it is shown as `(sensitive)` unless asked for by name.
    public var isSensitive: Bool
    /// Whether it is left out of the summary after an apply because it fills pages (certificates, whole documents).
    public var isBulky: Bool
    /// What it is, in one sentence.
    public var description: String

    /// Builds an output.
    public init(
        _ name: String, _ value: JSONValue, isSensitive: Bool = false, isBulky: Bool = false, description: String = ""
    ) {
        self.name = name
        self.value = value
        self.isSensitive = isSensitive
        self.isBulky = isBulky
        self.description = description
    }

    /// The value as a shell wants it: a string bare, anything else as JSON.
    public var bare: String { value.string ?? value.rendered() }
}
