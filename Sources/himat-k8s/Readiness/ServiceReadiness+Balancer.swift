// SPDX-License-Identifier: MIT
import HimatCore

extension ServiceReadiness {
    /// A Service that wants no balancer is usable at once, unless it had one: then when the cloud has deleted that.
    static func withoutBalancer(_ object: KubernetesObject, _ target: Target, in context: OperationContext) async throws
        -> Verdict
    {
        let had = object.finalizers.contains("service.kubernetes.io/load-balancer-cleanup")
        let shown = object.status.at("loadBalancer", "ingress")?.array ?? []
        guard had || !shown.isEmpty else { return Verdict(state: .ready) }
        let words = try await target.lastWarning(about: object, in: context)
        return .pending(Obstacle(words: words ?? "the cloud deletes the balancer"))
    }
}
