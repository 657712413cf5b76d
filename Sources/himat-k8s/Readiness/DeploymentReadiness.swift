// SPDX-License-Identifier: MIT
import HimatCore

/// A Deployment is usable when its rollout is complete: the present generation was seen and all pods are new and ready.
///
/// Workers that fit nowhere are no failure: those that fit are waited for, the others are counted and explained.
struct DeploymentReadiness: Readiness {
    let workload: Workload
    /// How many nodes of the workload's placement are to join before "it fits nowhere" is believed; nil = as many as there are.
    let expectedNodes: Int?

    /// Images of several gigabytes take their time.
    var patience: Patience { Patience(interval: .seconds(1), limit: .seconds(2400)) }
    /// The pods go before the Deployment counts as gone.
    var propagation: DeletionPropagation { .foreground }

    func properties(of object: KubernetesObject) -> [Property] {
        let replicas = object.spec["replicas"]
        return [
            Property("image", workload.image), Property("replicas", replicas?.int.map(String.init) ?? replicas?.string),
            Property("memory", Quantity.megabytes(workload.resources.megabytes).description),
            Property("cpu", Quantity.milliCPU(workload.resources.milliCPU).description),
        ]
    }

    func verdict(on object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> Verdict {
        let rollout = Rollout(object)
        if rollout.isComplete, rollout.wanted == 0 {
            return Verdict(state: .ready, attributes: ["ready": "0", "wanted": "0"])
        }
        if let refusal = object.condition("ReplicaFailure"), refusal["status"]?.string == "True" {
            return Verdict(state: .pending(refusal["message"]?.string ?? "pods are refused"))
        }
        let pods = try await pods(target)
        var attributes = ["wanted": String(rollout.wanted), "ready": String(rollout.ready)]
        attributes["image_id"] = imageID(pods)
        if rollout.isComplete { return Verdict(state: .ready, attributes: attributes) }
        let troubles = pods.filter { !$0.isTerminating }.compactMap(PodTrouble.init)
        if rollout.isSeen, rollout.areAllNew, let note = try await partly(troubles, rollout, target) {
            attributes["pending"] = note
            return Verdict(state: .ready, attributes: attributes)
        }
        return Verdict(state: .pending(try await reason(troubles, pods, rollout, target)), attributes: attributes)
    }

    func blocker(of object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> String {
        let ending = try await pods(target).filter(\.isTerminating)
        guard let pod = ending.first else { return "its pods end" }
        if let name = pod.spec["nodeName"]?.string,
            let node = try await target.client.get(ObjectReference(.node, name)),
            node.condition("Ready")?["status"]?.string != "True"
        {
            return "pod \(pod.name) cannot end: its node \(name) does not answer; delete the node"
        }
        return ending.count == 1 ? "pod \(pod.name) ends" : "\(ending.count) pods end"
    }

    /// The pods of the workload.
    private func pods(_ target: Target) async throws -> [KubernetesObject] {
        let labels = ObjectNames.labels(cluster: target.cluster.name, workload: workload.name)
        return try await target.client.list(.pod, namespace: target.namespace, .labels(labels)).items
    }

    private func imageID(_ pods: [KubernetesObject]) -> String? {
        let ids = pods.compactMap { $0.status["containerStatuses"]?[0]?["imageID"]?.string }
        return ids.first { $0.contains("@sha256:") }
    }

    /// Whether all that is missing fits nowhere, as a sentence; nil when more is to be waited for.
    private func partly(_ troubles: [PodTrouble], _ rollout: Rollout, _ target: Target) async throws -> String? {
        guard workload.role == .worker, !troubles.isEmpty, troubles.allSatisfy({ $0.kind == .unschedulable }),
            troubles.count + rollout.ready == rollout.wanted
        else { return nil }
        let nodes = try await ClusterNodes.ready(workload.placement, target)
        if let expectedNodes, nodes.count < expectedNodes { return nil }
        guard rollout.ready > 0 || expectedNodes == 0 else { return nil }
        return "\(troubles.count) of \(rollout.wanted) pods fit on none of \(nodes.count) nodes: \(troubles[0].words)"
    }

    private func reason(
        _ troubles: [PodTrouble], _ pods: [KubernetesObject], _ rollout: Rollout, _ target: Target
    ) async throws -> String {
        let progress = "\(rollout.ready) of \(rollout.wanted) ready"
        let order: [PodTrouble.Kind] = [.image, .crashing, .unschedulable, .starting]
        guard let worst = order.lazy.compactMap({ kind in troubles.first { $0.kind == kind } }).first else {
            return progress
        }
        switch worst.kind {
        case .crashing: return "\(progress); \(worst.words)"
        case .image:
            // The kubelet soon says only that it waits; what the registry said stands in an event.
            let waiting = pods.first { PodTrouble($0)?.kind == .image }
            let words = try await waiting.flatMapAsync {
                try await PodTrouble.lastWarning(about: $0, saying: "Failed to pull", target)
            }
            return "\(progress); \(words ?? worst.words)"
        case .unschedulable:
            let nodes = try await ClusterNodes.ready(workload.placement, target)
            let expected = expectedNodes.map { "\(nodes.count) of \($0)" } ?? "\(nodes.count)"
            return "\(progress); \(expected) \(workload.placement.rawValue) nodes; \(worst.words)"
        case .starting:
            let waiting = pods.first { PodTrouble($0)?.kind == .starting }
            let words = try await waiting.flatMapAsync { try await PodTrouble.lastWarning(about: $0, target) }
            return "\(progress); \(words ?? worst.words)"
        }
    }
}

extension Optional where Wrapped: Sendable {
    /// `flatMap` for a question that has to be waited for.
    fileprivate func flatMapAsync<Value>(_ ask: (Wrapped) async throws -> Value?) async rethrows -> Value? {
        guard let value = self else { return nil }
        return try await ask(value)
    }
}
