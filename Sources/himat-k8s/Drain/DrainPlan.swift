// SPDX-License-Identifier: MIT
import HimatCore

/// Which pods of a node a drain ends, and which it leaves, and why.
struct DrainPlan: Sendable {
    let node: KubernetesObject
    /// To be evicted, our workers last: the others may be what they hand their results to.
    let evicted: [KubernetesObject]
    /// Pods that stay, each with the reason.
    let left: [(pod: KubernetesObject, reason: String)]

    /// - Parameters:
    ///   - pods: all pods of the node.
    ///   - takesBare: whether pods that nothing would make again are evicted too.
    init(_ node: KubernetesObject, pods: [KubernetesObject], takesBare: Bool) {
        self.node = node
        var (evicted, left) = ([KubernetesObject](), [(pod: KubernetesObject, reason: String)]())
        for pod in pods.sorted(by: { $0.name < $1.name }) {
            if let reason = Self.reasonToStay(pod, takesBare) {
                left.append((pod, reason))
            } else {
                evicted.append(pod)
            }
        }
        (self.evicted, self.left) = (evicted, left)
    }

    /// Why an eviction would be no use or do harm; nil when it is right.
    private static func reasonToStay(_ pod: KubernetesObject, _ takesBare: Bool) -> String? {
        if pod.annotations["kubernetes.io/config.mirror"] != nil { return "the node's own" }
        let owners = pod.json.at("metadata", "ownerReferences")?.array ?? []
        if owners.contains(where: { $0["kind"]?.string == "DaemonSet" }) { return "a daemon of every node" }
        if ["Succeeded", "Failed"].contains(pod.status["phase"]?.string ?? "") { return "already over" }
        let isControlled = owners.contains { $0["controller"]?.bool == true }
        return isControlled || takesBare ? nil : "nothing would make it again; --force takes it too"
    }

    /// Whether one of the workload's pods goes.
    func ends(_ workload: String, of target: Target) -> Bool {
        let labels = ObjectNames.labels(cluster: target.cluster.name, workload: workload)
        return evicted.contains { pod in
            pod.namespace == target.namespace && labels.allSatisfy { pod.labels[$0.key] == $0.value }
        }
    }

    /// Whether the node is one of those that stay, or carries what only such a node should.
    func isStable(for target: Target) -> Bool {
        node.labels["kind"] == Workload.Placement.stable.rawValue || ends(Jupyter.name, of: target)
            || ends(DaskScheduler.name, of: target)
    }
}
