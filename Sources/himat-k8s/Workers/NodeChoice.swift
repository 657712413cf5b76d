// SPDX-License-Identifier: MIT
import HimatCore

/// Whether a pod may go to a node by its selector and its required affinity; taints and room are others' business.
enum NodeChoice {
    /// - Parameter spec: a pod's or a template's spec.
    static func allows(_ spec: JSONValue, on node: KubernetesObject) -> Bool {
        let selector = spec["nodeSelector"]?.object ?? [:]
        guard selector.allSatisfy({ node.labels[$0.key] == $0.value.string }) else { return false }
        let required = spec.at("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
        guard let terms = required?["nodeSelectorTerms"]?.array else { return true }
        return terms.contains { takes($0, node) }
    }

    /// One term: all of its rules; a term without any takes nothing.
    private static func takes(_ term: JSONValue, _ node: KubernetesObject) -> Bool {
        let labels = term["matchExpressions"]?.array ?? []
        let fields = term["matchFields"]?.array ?? []
        guard !labels.isEmpty || !fields.isEmpty else { return false }
        return labels.allSatisfy { holds($0, node.labels) }
            && fields.allSatisfy { holds($0, ["metadata.name": node.name]) }
    }

    private static func holds(_ rule: JSONValue, _ values: [String: String]) -> Bool {
        let value = rule["key"]?.string.flatMap { values[$0] }
        let listed = rule["values"]?.array?.compactMap(\.string) ?? []
        switch rule["operator"]?.string {
        case "In": return value.map(listed.contains) ?? false
        case "NotIn": return value.map { !listed.contains($0) } ?? true
        case "Exists": return value != nil
        case "DoesNotExist": return value == nil
        case "Gt": return compare(value, listed.first) { $0 > $1 }
        case "Lt": return compare(value, listed.first) { $0 < $1 }
        default: return false
        }
    }

    private static func compare(_ value: String?, _ limit: String?, _ order: (Int, Int) -> Bool) -> Bool {
        guard let value = value.flatMap({ Int($0) }), let limit = limit.flatMap({ Int($0) }) else { return false }
        return order(value, limit)
    }
}
