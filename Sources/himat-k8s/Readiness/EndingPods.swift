// SPDX-License-Identifier: MIT
import HimatCore

/// What keeps pods that were told to end.
struct EndingPods: Sendable {
    let target: Target

    /// Which pod cannot end and because of what; nil when none of them was told to.
    func obstacle(_ pods: [KubernetesObject], in context: OperationContext) async throws -> String? {
        let ending = pods.filter(\.isTerminating)
        guard let first = ending.first else { return nil }
        let nodes = try await nodes(in: context)
        for pod in ending {
            guard let name = pod.spec["nodeName"]?.string, let nodes else { continue }
            guard let node = nodes.first(where: { $0.name == name }) else { continue }
            if node.condition("Ready")?["status"]?.string != "True" {
                return "pod \(pod.name) cannot end: its node \(name) does not answer; delete the node, or its machine"
            }
        }
        if let held = ending.first(where: { !$0.finalizers.isEmpty }) {
            return "pod \(held.name) is \(Existence.holders(of: held) ?? "held")"
        }
        return ending.count == 1 ? "pod \(first.name) ends" : "\(ending.count) pods end"
    }

    /// Nil for a caller who may not look at nodes.
    private func nodes(in context: OperationContext) async throws -> [KubernetesObject]? {
        do {
            return try await target.all(Selection(.node, in: nil), in: context)
        } catch let error as HimatError where error.code == .denied {
            return nil
        }
    }
}
