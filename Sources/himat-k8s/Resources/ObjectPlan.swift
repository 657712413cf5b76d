// SPDX-License-Identifier: MIT
import HimatCore

/// What a dry run said of one object, in the form an observation carries.
struct ObjectPlan: Sendable {
    /// The object's difference, or why it cannot be applied.
    let change: Change

    init(changes: [FieldChange]) { change = changes.isEmpty ? .none : .update(changes) }

    /// A refusal: a field that somebody else owns, or a change the kind does not allow.
    init(refusal: HimatError) { change = .refuse(refusal) }

    /// The observation's form of it. Sensitive values are left out: only that they differ is carried.
    var json: JSONValue {
        switch change {
        case .none, .replace: return [:]
        case .update(let changes):
            return [
                "changes": .array(
                    changes.map { change in
                        var item: JSONValue = ["path": .string(change.path)]
                        if change.isSensitive { item["sensitive"] = true }
                        if let old = change.old { item["old"] = .string(change.isSensitive ? "" : old) }
                        if let new = change.new { item["new"] = .string(change.isSensitive ? "" : new) }
                        return item
                    })
            ]
        case .refuse(let error):
            var refusal: JSONValue = [
                "code": .string(error.code.rawValue), "message": .string(error.message),
                "details": .array(error.details.map { .string($0) }),
            ]
            if let status = error.kubernetesStatus { refusal["cause"] = .string(status.description) }
            if let step = error.nextStep { refusal["next"] = .string(step) }
            return ["refusal": refusal]
        }
    }

    /// Reads the observation's form.
    init(json: JSONValue) {
        if let refusal = json["refusal"] {
            let details = refusal["details"]?.array?.compactMap(\.string) ?? []
            let words = refusal["cause"]?.string.map { HimatError(.service, $0) }
            change = .refuse(
                HimatError(
                    HimatError.Code(rawValue: refusal["code"]?.string ?? ""), refusal["message"]?.string ?? "",
                    details: details, cause: words, nextStep: refusal["next"]?.string))
            return
        }
        let changes = (json["changes"]?.array ?? []).map { item in
            FieldChange(
                item["path"]?.string ?? "", old: item["old"]?.string, new: item["new"]?.string,
                isSensitive: item["sensitive"] == true)
        }
        change = changes.isEmpty ? .none : .update(changes)
    }
}
