// SPDX-License-Identifier: MIT
import HimatCore

/// A namespace is usable when it exists, and gone when all in it is gone; until then its own conditions say what is left.
struct NamespaceReadiness: Readiness {
    var patience: Patience { Patience(interval: .milliseconds(100), limit: .seconds(900)) }

    var deletionLimit: Duration { .seconds(900) }

    func blocker(of object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> String {
        let pods = try await target.all(Selection(.pod, in: object.name), in: context)
        if let words = try await EndingPods(target: target).obstacle(pods, in: context) { return words }
        for type in ["NamespaceDeletionContentFailure", "NamespaceFinalizersRemaining", "NamespaceContentRemaining"] {
            if let condition = object.condition(type), condition["status"]?.string == "True",
                let words = condition["message"]?.string
            {
                return words
            }
        }
        return "its content ends"
    }
}
