// SPDX-License-Identifier: MIT

/// A secret that prints as `(sensitive)`: in strings, dumps, mirrors and errors.
public struct Sensitive<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The secret itself; name it only where it goes on the wire or into a 0600 file.
    public let revealed: Value

    /// Wraps a secret.
    public init(_ value: Value) { revealed = value }

    /// Always `(sensitive)`.
    public var description: String { "(sensitive)" }
    /// Always `(sensitive)`.
    public var debugDescription: String { "(sensitive)" }
    /// No children, so that `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Sensitive: Equatable where Value: Equatable {}
extension Sensitive: Hashable where Value: Hashable {}
