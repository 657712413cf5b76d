// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// A node as `status` tells of it.
struct NodeSummary: Sendable, Equatable {
    enum State: String, Sendable {
        case ready
        case cordoned
        case notReady = "not_ready"
        case deleting
    }

    let name: String
    /// The label `kind` of stage one's nodes: `stable` or `spot`; nil elsewhere.
    let kind: String?
    let zone: String?
    /// `spot` or `on-demand`, where the cloud says so.
    let capacity: String?
    let instanceType: String?
    let state: State
    /// Why it is not ready, or what it runs short of.
    let reason: String?
    let createdAt: Date?

    init(_ node: KubernetesObject) {
        let labels = node.labels
        name = node.name
        kind = labels["kind"]
        zone = labels["topology.kubernetes.io/zone"]
        let words = labels["eks.amazonaws.com/capacityType"] ?? labels["karpenter.sh/capacity-type"]
        capacity = words?.lowercased().replacing("_", with: "-")
        instanceType = labels["node.kubernetes.io/instance-type"]
        createdAt = node.createdAt
        let ready = node.condition("Ready")
        if node.isTerminating {
            (state, reason) = (.deleting, nil)
        } else if ready?["status"]?.string != "True" {
            (state, reason) = (.notReady, ready?["message"]?.string ?? "it has never reported")
        } else {
            state = node.spec["unschedulable"]?.bool == true ? .cordoned : .ready
            let short = ["MemoryPressure", "DiskPressure", "PIDPressure"].filter {
                node.condition($0)?["status"]?.string == "True"
            }
            reason = short.isEmpty ? nil : short.joined(separator: ", ")
        }
    }

    /// The state in words.
    var words: String {
        let state =
            switch state {
            case .ready: "ready"
            case .cordoned: "cordoned"
            case .notReady: "NotReady"
            case .deleting: "being deleted"
            }
        return reason.map { "\(state): \($0)" } ?? state
    }

    /// What a watch keeps of a node.
    @Sendable static func essence(_ node: KubernetesObject) -> KubernetesObject {
        var kept = node
        kept.json["metadata"]?["managedFields"] = nil
        kept.json["status"] = ["conditions": node.status["conditions"] ?? []]
        return kept
    }

    var document: JSONValue {
        [
            "name": .string(name), "kind": .text(kind), "zone": .text(zone), "capacity": .text(capacity),
            "instance_type": .text(instanceType), "state": .string(state.rawValue), "reason": .text(reason),
            "created_at": .moment(createdAt),
        ]
    }
}

extension JSONValue {
    /// A text, or null.
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    /// A number, or null.
    static func count(_ number: Int?) -> JSONValue { number.map { .int($0) } ?? .null }
    /// A moment as the API writes it, or null.
    static func moment(_ date: Date?) -> JSONValue { .text(date?.formatted(.iso8601)) }
}
