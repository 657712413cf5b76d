// SPDX-License-Identifier: MIT
internal import HimatYAML

/// The reference of all keys, printed from the table that checks them.
public enum ConfigReference {
    /// A Markdown table, for the README.
    public static var markdown: String {
        var out = "| key | value | default | read by | meaning |\n|---|---|---|---|---|\n"
        for key in ConfigSchema.keys {
            let cells = ["`\(key.name)`", key.type.phrase, standard(key), key.layer.rawValue, key.about]
            out += "| " + cells.map { String($0.map { $0 == "|" ? "/" : $0 }) }.joined(separator: " | ") + " |\n"
        }
        return out
    }

    /// Meaning, form and default of a key in a line.
    static func sentence(_ key: ConfigKey) -> String {
        var text = key.about
        if key.type.hasChoices { text += " Value: \(key.type.phrase)." }
        if key.defaultValue == nil, !key.isRequired { text += " Not set: \(key.unset)." }
        return text
    }

    private static func standard(_ key: ConfigKey) -> String {
        if key.isRequired { return "**required**" }
        return key.defaultValue.map { "`\(YAMLEmitter().inline($0.json))`" } ?? key.unset
    }
}
