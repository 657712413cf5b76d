// SPDX-License-Identifier: MIT
public import ArgumentParser

/// One `--set key=value`.
public struct Setting: ExpressibleByArgument, Sendable, Equatable {
    /// The configuration key.
    public var key: String
    /// The text after the first `=`; may be empty.
    public var value: String

    /// Splits at the first `=`; nil without one or without a key.
    public init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        key = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}
