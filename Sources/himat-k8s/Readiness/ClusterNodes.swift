// SPDX-License-Identifier: MIT
import HimatCore

/// The nodes a workload can be put on.
enum ClusterNodes {
    /// The nodes of a placement that are ready and take pods.
    static func ready(_ placement: Workload.Placement, _ target: Target) async throws -> [KubernetesObject] {
        try await ready(target.client, .labels(["kind": placement.rawValue]))
    }

    /// The nodes a workload of stage one's cluster (by label), or of any other, may be put on: ready and taking pods.
    static func ready(_ placement: Workload.Placement?, _ target: Target, in context: OperationContext) async throws
        -> [KubernetesObject]
    {
        try await target.all(Selection(.node, in: nil), in: context).filter { node in
            takesPods(node) && (placement == nil || node.labels["kind"] == placement?.rawValue)
        }
    }

    /// The nodes that are ready and take pods.
    static func ready(_ client: KubernetesClient, _ selector: ObjectSelector = .all) async throws -> [KubernetesObject]
    {
        try await client.list(.node, selector).items.filter(takesPods)
    }

    /// Whether a node is ready, not cordoned and has no taint that keeps pods away.
    static func takesPods(_ node: KubernetesObject) -> Bool {
        let taints = node.spec["taints"]?.array ?? []
        return node.condition("Ready")?["status"]?.string == "True" && node.spec["unschedulable"]?.bool != true
            && !taints.contains { ["NoSchedule", "NoExecute"].contains($0["effect"]?.string ?? "") }
    }
}
