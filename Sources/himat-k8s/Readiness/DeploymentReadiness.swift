// SPDX-License-Identifier: MIT
import HimatCore

/// A Deployment is usable when its rollout is complete: the present generation was seen and all pods are new and ready.
///
/// Workers that fit nowhere are no failure: those that fit are waited for, the others are counted and explained.
struct DeploymentReadiness: Readiness {
    let workload: Workload
    /// How many nodes of the workload's placement are to join before "it fits nowhere" is believed; nil = as many as there are.
    let expectedNodes: Int?
    /// Whether it may be put only on nodes that carry its placement's label.
    var needsLabel = true

    /// Images of several gigabytes take their time.
    var patience: Patience { Patience(interval: .milliseconds(200), limit: .seconds(2400)) }
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
        var pods = try await target.pods(of: workload.name, in: context)
        if rollout.isComplete, imageID(pods) == nil {
            // Two watches are not equally quick: the Deployment may be done before its pods are seen to be.
            let labels = ObjectNames.labels(cluster: target.cluster.name, workload: workload.name)
            pods = try await target.client.list(.pod, namespace: target.namespace, .labels(labels)).items
        }
        var attributes = ["wanted": String(rollout.wanted), "ready": String(rollout.ready)]
        attributes["image_id"] = imageID(pods)
        if rollout.isComplete { return Verdict(state: .ready, attributes: attributes) }
        let trouble = RolloutTrouble(
            workload: workload, placement: needsLabel ? workload.placement : nil, expectedNodes: expectedNodes,
            target: target,
            pods: pods.filter { !$0.isTerminating }.compactMap { pod in
                PodTrouble(pod).map { (pod, $0) }
            })
        if rollout.isSeen, rollout.areAllNew, let note = try await trouble.ofThoseThatFitNowhere(rollout, in: context) {
            attributes["pending"] = note
            return Verdict(state: .ready, attributes: attributes)
        }
        var obstacle = try await trouble.obstacle(refusal(of: object), in: context) ?? Obstacle(words: "")
        let progress = "\(rollout.ready) of \(rollout.wanted) ready"
        obstacle.words = obstacle.words.isEmpty ? progress : "\(progress); \(obstacle.words)"
        return .pending(obstacle, attributes: attributes)
    }

    func blocker(of object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> String {
        let pods = try await target.pods(of: workload.name, in: context)
        if let words = try await EndingPods(target: target).obstacle(pods, in: context) { return words }
        let others = object.finalizers.filter { $0 != "foregroundDeletion" }
        return others.isEmpty ? "its pods end" : Self.holders(of: object) ?? "its pods end"
    }

    /// What the API server refuses its pods for: a quota, pod security, another admission.
    private func refusal(of object: KubernetesObject) -> String? {
        guard let condition = object.condition("ReplicaFailure"), condition["status"]?.string == "True" else {
            return nil
        }
        return condition["message"]?.string ?? "pods are refused"
    }

    private func imageID(_ pods: [KubernetesObject]) -> String? {
        let ids = pods.compactMap { $0.status["containerStatuses"]?[0]?["imageID"]?.string }
        return ids.first { $0.contains("@sha256:") }
    }
}
