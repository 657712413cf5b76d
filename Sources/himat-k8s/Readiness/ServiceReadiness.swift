// SPDX-License-Identifier: MIT
import HimatCore

/// A Service is usable when its balancer has an address; one without a balancer at once.
struct ServiceReadiness: Readiness {
    var patience: Patience { Patience(interval: .milliseconds(100), limit: .seconds(900)) }

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
            return try await Self.withoutBalancer(object, target)
        }
        let ranges = object.spec["loadBalancerSourceRanges"]?.array?.compactMap(\.string) ?? []
        let ingress = object.status.at("loadBalancer", "ingress")?[0]
        guard let host = ingress?["hostname"]?.string ?? ingress?["ip"]?.string else {
            let words = try await PodTrouble.lastWarning(about: object, target)
            return Verdict(state: .pending(words ?? "waiting for the balancer's address"))
        }
        return Verdict(state: .ready, attributes: ["host": host, "allowed": ranges.joined(separator: ", ")])
    }

    func blocker(of object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> String {
        guard object.finalizers.contains("service.kubernetes.io/load-balancer-cleanup") else { return "ending" }
        let words = try await PodTrouble.lastWarning(about: object, target)
        return words ?? "the cloud still deletes the balancer"
    }
}
