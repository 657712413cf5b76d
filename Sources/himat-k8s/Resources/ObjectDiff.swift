// SPDX-License-Identifier: MIT
import HimatCore

/// The difference between an object as it is and as a server-side dry run would leave it, field by field.
struct ObjectDiff: Sendable {
    /// The fields that would change, in order.
    let changes: [FieldChange]

    /// Compares two states of one object; what the server keeps for itself (status, managed fields, versions) is no change.
    init(from live: KubernetesObject, to planned: KubernetesObject) {
        var changes: [FieldChange] = []
        let isSecret = live.kindName == ObjectKind.secret.kind
        Self.compare(Self.comparable(live.json), Self.comparable(planned.json), at: "", isSecret, &changes)
        self.changes = changes
    }

    private static func comparable(_ json: JSONValue) -> JSONValue {
        var copy = json
        copy["status"] = nil
        for key in ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"] {
            copy["metadata"]?[key] = nil
        }
        return copy
    }

    private static func compare(
        _ old: JSONValue?, _ new: JSONValue?, at path: String, _ isSecret: Bool, _ changes: inout [FieldChange]
    ) {
        guard old != new else { return }
        if case .object(let before)? = old, case .object(let after)? = new {
            for key in Set(before.keys).union(after.keys).sorted() {
                let inside = path.isEmpty ? key : "\(path).\(key)"
                compare(before[key], after[key], at: inside, isSecret, &changes)
            }
            return
        }
        if case .array(let before)? = old, case .array(let after)? = new, let pairs = pairs(before, after) {
            for (name, left, right) in pairs { compare(left, right, at: "\(path)[\(name)]", isSecret, &changes) }
            return
        }
        let hides = isSecret && (path == "data" || path.hasPrefix("data."))
        changes.append(FieldChange(path, old: shown(old), new: shown(new), isSensitive: hides))
    }

    /// The elements of two lists side by side: by name when all have one, else by place when there are as many.
    private static func pairs(_ before: [JSONValue], _ after: [JSONValue])
        -> [(String, JSONValue?, JSONValue?)]?
    {
        let (old, new) = (before.compactMap { $0["name"]?.string }, after.compactMap { $0["name"]?.string })
        if old.count == before.count, new.count == after.count, Set(old).count == old.count {
            let left = Dictionary(zip(old, before), uniquingKeysWith: { first, _ in first })
            let right = Dictionary(zip(new, after), uniquingKeysWith: { first, _ in first })
            return (old + new.filter { left[$0] == nil }).map { ($0, left[$0], right[$0]) }
        }
        guard before.count == after.count else { return nil }
        return before.indices.map { ("\($0)", before[$0], after[$0]) }
    }

    private static func shown(_ value: JSONValue?) -> String? {
        switch value {
        case nil, .null?: nil
        case .string(let text)?: text
        case let value?: value.rendered()
        }
    }
}
