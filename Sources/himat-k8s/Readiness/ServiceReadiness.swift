// SPDX-License-Identifier: MIT
import HimatCore

/// A Service is usable when its balancer has an address; one without a balancer at once. It is gone when the cloud has
/// nothing of its balancer any more.
struct ServiceReadiness: Readiness {
    /// The cloud that makes balancers for it, where it can be asked.
    var stageOne: (any StageOne)?

    var patience: Patience { Patience(interval: .milliseconds(100), limit: .seconds(900)) }
    var deletionLimit: Duration { .seconds(1200) }

    func properties(of object: KubernetesObject) -> [Property] {
        let ports = object.spec["ports"]?.array?.compactMap { $0["port"]?.int.map(String.init) } ?? []
        var properties = [
            Property("type", object.spec["type"]?.string), Property("ports", ports.joined(separator: ", ")),
        ]
        if let ranges = object.spec["loadBalancerSourceRanges"] {
            properties.append(Property("allowed", ranges.array?.compactMap(\.string).joined(separator: ", ")))
        }
        return properties
    }

    func verdict(on object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> Verdict {
        guard object.spec["type"]?.string == "LoadBalancer" else {
            return try await Self.withoutBalancer(object, target, in: context)
        }
        let ranges = object.spec["loadBalancerSourceRanges"]?.array?.compactMap(\.string) ?? []
        let ingress = object.status.at("loadBalancer", "ingress")?[0]
        guard let host = ingress?["hostname"]?.string ?? ingress?["ip"]?.string else {
            return .pending(try await obstacle(object, target, in: context))
        }
        return Verdict(state: .ready, attributes: ["host": host, "allowed": ranges.joined(separator: ", ")])
    }

    private func obstacle(_ object: KubernetesObject, _ target: Target, in context: OperationContext) async throws
        -> Obstacle
    {
        if let words = try await target.lastWarning(about: object, in: context) {
            return Obstacle(words: words, remedy: "mend what the balancer's controller names")
        }
        let words = "waiting for the balancer's address"
        guard stageOne == nil, object.finalizers.isEmpty else { return Obstacle(words: words) }
        return Obstacle(
            words: words + "; nothing in this cluster has begun to make one",
            remedy:
                "set exposure: port-forward and reach the notebook with himat-k8s open, or give the cluster a controller for "
                + "balancers (MetalLB, a cloud's own)")
    }

    func blocker(of object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> String {
        guard object.finalizers.contains("service.kubernetes.io/load-balancer-cleanup") else {
            return Self.holders(of: object) ?? "ending"
        }
        let words = try await target.lastWarning(about: object, in: context)
        return words ?? "the cloud still deletes the balancer"
    }

    /// Balancer, security group and network interfaces outlive the Service by a while.
    func remainder(of reference: ObjectReference, in context: OperationContext) async throws -> String? {
        guard let stageOne else { return nil }
        do {
            let left = try await context.reads.once("balancers") { try await stageOne.balancers() }
            return left.isEmpty ? nil : "the cloud still has \(left.joined(separator: ", "))"
        } catch let error as HimatError where error.code == .denied {
            context.progress.report(
                ProgressEvent(nil, .warning("whether the balancer is gone could not be checked: \(error.message)")))
            return nil
        }
    }
}
