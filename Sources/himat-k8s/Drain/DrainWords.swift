// SPDX-License-Identifier: MIT
import HimatCore

/// What a drain will do, said before it asks.
struct DrainWords: Sendable {
    let layer: KubernetesLayer
    let plan: DrainPlan

    func lines() async throws -> [String] {
        var lines = ["\(plan.node.name): \(plan.evicted.isEmpty ? "no pod to move" : "these pods are moved:")"]
        lines += plan.evicted.map { "  - \($0.namespace ?? "")/\($0.name)" }
        if !plan.left.isEmpty { lines.append("These stay:") }
        lines += plan.left.map { "    \($0.pod.namespace ?? "")/\($0.pod.name): \($0.reason)" }
        if plan.ends(Jupyter.name, of: layer.target) {
            lines.append("The notebook server restarts: running kernels end, files stay.")
        }
        if plan.ends(DaskScheduler.name, of: layer.target) {
            lines.append(WorkerNotes.loss("The scheduler restarts", await layer.heldResults()) + ".")
        } else if plan.ends(DaskWorkers.name, of: layer.target), try await isLastPlace() {
            lines.append(
                WorkerNotes.loss(
                    "No other node takes workers, so none can take results over", await layer.heldResults())
                    + ".")
        }
        return lines
    }

    /// Whether no worker would be left to take results, and no node to start one on.
    private func isLastPlace() async throws -> Bool {
        let labels = ObjectNames.labels(cluster: layer.cluster.name, workload: DaskWorkers.name)
        let leaving = Set(plan.evicted.map(\.uid))
        let staying = try await layer.client.list(.pod, namespace: layer.config.namespace, .labels(labels)).items
            .contains { !leaving.contains($0.uid) && !$0.isTerminating && $0.condition("Ready")?["status"] == "True" }
        if staying { return false }
        let spot = try await ClusterNodes.ready(.spot, layer.target)
        let nodes = spot.isEmpty && !layer.isEKS ? try await ClusterNodes.ready(layer.client) : spot
        return nodes.allSatisfy { $0.name == plan.node.name }
    }
}
