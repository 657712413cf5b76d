// SPDX-License-Identifier: MIT
public import HimatSupport

extension ClusterConfig {
    /// Every key with its value, defaults included, as `-o json` and the inventory show them; keys without a value are null.
    public var json: JSONValue {
        var members: [String: JSONValue] = [:]
        for key in ConfigSchema.keys {
            let value = key.value(in: self)?.json ?? .null
            members[key.name] = key.isSecret && !value.isNull ? "(sensitive)" : value
        }
        return .object(members)
    }
}
