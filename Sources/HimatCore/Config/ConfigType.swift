// SPDX-License-Identifier: MIT

/// What a key's value may be.
public enum ConfigType: Sendable {
    case string(ConfigPattern)
    case integer(ClosedRange<Int>)
    case integerOrAuto(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case boolean
    case choice([String])
    case list(ConfigPattern)
    case listOrAuto(ConfigPattern)
    case tags

    /// The type in words, for messages (`must be …`) and the reference.
    public var phrase: String {
        switch self {
        case .string(let pattern): pattern.phrase
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .integerOrAuto(let range): "auto or a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number from \(range.lowerBound) to \(Int(range.upperBound))"
        case .boolean: "true or false"
        case .choice(let words): words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
        case .list(let pattern): "a list such as [\(pattern.example)]"
        case .listOrAuto(let pattern): "auto or a list such as [\(pattern.example)]"
        case .tags: "a map such as {team: snow}"
        }
    }

    /// A value as YAML writes it, for a key that has no default.
    var example: String {
        switch self {
        case .string(let pattern): pattern.example
        case .list(let pattern), .listOrAuto(let pattern): "[\(pattern.example)]"
        case .integer(let range), .integerOrAuto(let range): "\(range.lowerBound)"
        case .number: "0.2"
        case .boolean: "false"
        case .choice(let words): words.first ?? ""
        case .tags: "{team: snow}"
        }
    }

    /// Whether the reference has to say what else than the default may be written.
    var hasChoices: Bool {
        switch self {
        case .string, .integer, .number, .boolean: false
        default: true
        }
    }
}
