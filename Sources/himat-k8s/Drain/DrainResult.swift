// SPDX-License-Identifier: MIT
import HimatCore

/// What a drain came to.
struct DrainResult: Displayable {
    let plan: DrainPlan
    let gone: [KubernetesObject]

    private func name(_ pod: KubernetesObject) -> String { "\(pod.namespace ?? "")/\(pod.name)" }

    var document: JSONValue {
        [
            "node": .string(plan.node.name), "moved": .array(gone.map { .string(name($0)) }),
            "left": .array(plan.left.map { ["pod": .string(name($0.pod)), "reason": .string($0.reason)] }),
        ]
    }

    func text(_ palette: Palette) -> String {
        let moved = gone.count == 1 ? "1 pod moved" : "\(gone.count) pods moved"
        let left = plan.left.isEmpty ? "" : plan.left.count == 1 ? ", 1 stays" : ", \(plan.left.count) stay"
        return palette.good("\(plan.node.name) is drained: \(moved)\(left).") + "\n"
            + "himat-k8s uncordon \(plan.node.name) gives it back.\n"
    }
}
