// SPDX-License-Identifier: MIT
public import HimatSupport

/// A setting's value after its key has given it a type.
public enum ConfigValue: Sendable, Hashable {
    /// The word `auto`: decided from what is there.
    case auto
    case string(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case list([String])
    case map([String: String])

    /// The value as YAML and JSON write it.
    public var json: JSONValue {
        switch self {
        case .auto: "auto"
        case .string(let text): .string(text)
        case .integer(let number): .int(number)
        case .number(let number): .double(number)
        case .boolean(let flag): .bool(flag)
        case .list(let items): .array(items.map { .string($0) })
        case .map(let members): .object(members.mapValues { .string($0) })
        }
    }
}
