// SPDX-License-Identifier: MIT

/// A profile with what both shared files say of it; the credentials file wins.
public struct Profile: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The profile's name.
    public let name: String
    /// Its settings by name.
    public var settings: [String: String]
    /// Which file named the access key, for messages.
    public var keyFile: String

    /// The setting's value; empty counts as unset.
    public subscript(setting: String) -> String? {
        guard let value = settings[setting], !value.isEmpty else { return nil }
        return value
    }

    /// The name alone: the settings may hold secrets.
    public var description: String { "profile \(name)" }
    /// No children, so that `dump` shows no setting.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
