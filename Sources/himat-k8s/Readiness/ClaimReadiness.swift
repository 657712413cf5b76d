// SPDX-License-Identifier: MIT
import HimatCore

/// A claim is usable when it is bound. One on a class that waits for the first consumer is bound only when a pod wants it.
struct ClaimReadiness: Readiness {
    /// Whether binding is waited for: true when the volume is named.
    let waitsForBinding: Bool

    var patience: Patience { Patience(interval: .milliseconds(100), limit: .seconds(300)) }

    func properties(of object: KubernetesObject) -> [Property] {
        [
            Property("size", object.spec.at("resources", "requests", "storage")?.string),
            Property("volume", object.spec["volumeName"]?.string ?? "of the default storage class"),
        ]
    }

    func verdict(on object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> Verdict {
        let phase = object.status["phase"]?.string ?? "Pending"
        switch phase {
        case "Bound": return Verdict(state: .ready)
        case "Lost": return Verdict(state: .failed("its volume is gone"))
        default:
            guard waitsForBinding else { return Verdict(state: .ready) }
            let words = try await target.lastWarning(about: object, in: context)
            return Verdict(state: .pending(words ?? "not bound yet (\(phase))"))
        }
    }

    func blocker(of object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> String {
        guard object.finalizers.contains("kubernetes.io/pvc-protection") else {
            return Self.holders(of: object) ?? "ending"
        }
        let users = try await target.all(Selection(.pod, in: object.namespace), in: context).filter { pod in
            pod.spec["volumes"]?.array?.contains {
                $0.at("persistentVolumeClaim", "claimName")?.string == object.name
            } ?? false
        }
        guard let user = users.first else { return "a pod still used it a moment ago" }
        return try await EndingPods(target: target).obstacle([user], in: context) ?? "pod \(user.name) still uses it"
    }
}
