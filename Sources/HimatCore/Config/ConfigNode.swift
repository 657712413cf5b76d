// SPDX-License-Identifier: MIT
internal import HimatSupport

/// A value as one of the sources gives it, before a key gives it a type.
struct ConfigNode: Sendable {
    /// What kind of word a scalar is; `word` is text of a flag or variable, which its key alone can type.
    enum Kind: Sendable {
        case text
        case number
        case boolean
        case null
        case word
    }

    enum Content: Sendable {
        case scalar(String, Kind)
        case list([ConfigNode])
        case map([ConfigEntry])
    }

    var content: Content
    var origin: ConfigOrigin

    var isNull: Bool { if case .scalar(_, .null) = content { true } else { false } }

    /// The value in words, for a message.
    var shown: String {
        switch content {
        case .scalar(_, .null): "empty"
        case .scalar(let text, _): "'\(text.cut(to: 60))'"
        case .list: "a list"
        case .map: "a map"
        }
    }
}

/// A key with its value, in the order of the source.
struct ConfigEntry: Sendable {
    var key: String
    var keyOrigin: ConfigOrigin
    var value: ConfigNode
}
