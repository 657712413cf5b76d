// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Nodes that are there but not Ready for a little while yet: their network is being set up.
enum NodeJoining {
    /// How long a node may take before it counts as broken.
    static let patience: TimeInterval = 600
    private static let passing = [
        "node.kubernetes.io/not-ready", "node.kubernetes.io/network-unavailable",
        "node.cloudprovider.kubernetes.io/uninitialized",
    ]

    /// Whether the node is young, not cordoned, and carries no taint but those that go when it is Ready.
    static func isJoining(_ node: KubernetesObject, now: Date) -> Bool {
        guard node.condition("Ready")?["status"]?.string != "True", node.spec["unschedulable"]?.bool != true,
            !node.isTerminating, let created = node.createdAt, now.timeIntervalSince(created) < patience,
            node.status["allocatable"] != nil
        else { return false }
        let taints = node.spec["taints"]?.array ?? []
        return taints.allSatisfy {
            $0["effect"]?.string == "PreferNoSchedule" || passing.contains($0["key"]?.string ?? "")
        }
    }
}
