// SPDX-License-Identifier: MIT
public import HimatSupport

extension YAMLNode {
    /// The node as JSON, plain scalars resolved by the core schema of YAML 1.2 (so `no` is a string and `0o10` is 8).
    ///
    /// What JSON cannot hold (`.inf`, `.nan`) stays text; an integer beyond `Int` becomes a double.
    public var json: JSONValue {
        switch content {
        case .scalar(let text, let style): Self.resolved(text, isPlain: style == .plain, tag: tag)
        case .sequence(let items): .array(items.map(\.json))
        case .mapping(let members):
            .object(Dictionary(members.map { ($0.name, $0.value.json) }, uniquingKeysWith: { $1 }))
        }
    }

    private static func resolved(_ text: String, isPlain: Bool, tag: String?) -> JSONValue {
        let core = "tag:yaml.org,2002:"
        guard let tag, tag.hasPrefix(core) else {
            return isPlain && tag != "!" ? YAMLCoreSchema.resolve(text) : .string(text)
        }
        let value = YAMLCoreSchema.resolve(text)
        switch (tag.dropFirst(core.count), value) {
        case ("int", .int), ("bool", .bool), ("null", .null), ("float", .double): return value
        case ("float", .int(let number)): return .double(Double(number))
        default: return .string(text)
        }
    }
}

extension YAMLNode {
    /// What a plain scalar of this text means by the core schema.
    public static func resolvePlain(_ text: String) -> JSONValue { YAMLCoreSchema.resolve(text) }
}
