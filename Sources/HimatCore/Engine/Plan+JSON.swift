// SPDX-License-Identifier: MIT
public import HimatSupport

extension Plan {
    /// The version of the JSON form; members may be added within one version, none is renamed or removed.
    public static let formatVersion = "1.0"

    /// The plan as a document.
    ///
    ///     format_version  "1.0"
    ///     layer           "eks"
    ///     cluster         {account, region, name}
    ///     steps           [{address, action, id?, reason?, changes?, properties?, recheck_after?}]
    ///       action        create | update | replace | delete | wait | none
    ///       changes       [{path, old, new, sensitive, known_after_apply}]; old and new are null when sensitive
    ///       properties    {name: value}, null where the value is known after apply
    ///     refusals        [{address, code, message, details: [text], next_step: text or null}]
    ///     notes           [text]
    ///     summary         {create, update, replace, delete, wait, unchanged}
    ///     changes_pending whether an apply would do anything
    public func json(cluster: ClusterIdentity, layer: String) -> JSONValue {
        let counts = counts
        return [
            "format_version": .string(Self.formatVersion),
            "layer": .string(layer),
            "cluster": [
                "account": .string(cluster.account), "region": .string(cluster.region), "name": .string(cluster.name),
            ],
            "steps": .array(steps.map(\.json)),
            "refusals": .array(
                refusals.map { refusal in
                    [
                        "address": .string(refusal.address.text), "code": .string(refusal.error.code.rawValue),
                        "message": .string(refusal.error.message),
                        "details": .array(refusal.error.details.map(JSONValue.string)),
                        "next_step": refusal.error.nextStep.map(JSONValue.string) ?? .null,
                    ]
                }),
            "notes": .array(notes.map(JSONValue.string)),
            "summary": [
                "create": .int(counts.create), "update": .int(counts.update), "replace": .int(counts.replace),
                "delete": .int(counts.delete), "wait": .int(counts.wait), "unchanged": .int(counts.unchanged),
            ],
            "changes_pending": .bool(!isEmpty),
        ]
    }
}

extension Step {
    /// The action's name.
    public var verb: String {
        switch action {
        case .create: "create"
        case .update: "update"
        case .replace: "replace"
        case .delete: "delete"
        case .wait: "wait"
        case .none: "none"
        }
    }

    fileprivate var json: JSONValue {
        var document: JSONValue = ["address": .string(address.text), "action": .string(verb)]
        if let observation { document["id"] = .string(observation.id) }
        if let reason { document["reason"] = .string(reason) }
        if !changes.isEmpty { document["changes"] = .array(changes.map(\.json)) }
        if !properties.isEmpty {
            document["properties"] = .object(
                Dictionary(properties.map { ($0.name, $0.value.map(JSONValue.string) ?? .null) }) { first, _ in first })
        }
        if !recheckAfter.isEmpty { document["recheck_after"] = .array(recheckAfter.map { .string($0.text) }) }
        return document
    }
}

extension FieldChange {
    fileprivate var json: JSONValue {
        [
            "path": .string(path),
            "old": isSensitive ? .null : old.map(JSONValue.string) ?? .null,
            "new": isSensitive ? .null : new.map(JSONValue.string) ?? .null,
            "sensitive": .bool(isSensitive),
            "known_after_apply": .bool(isKnownAfterApply),
        ]
    }
}
