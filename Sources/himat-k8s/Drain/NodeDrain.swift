// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Empties a node: no new pods, then an eviction of each, until they are gone. The workers' own hook does the retiring.
struct NodeDrain: Sendable {
    let client: KubernetesClient
    let plan: DrainPlan
    let clock: any WallClock
    let progress: any ProgressSink
    /// When it gives up.
    let end: Date
    /// The pause between two looks at a pod.
    let pause: Duration

    /// - Returns: the pods that were evicted and are gone.
    /// - Throws: `HimatError` (timedOut) that names each pod that is still there and what holds it.
    func run() async throws -> [KubernetesObject] {
        _ = try await client.merge(ObjectReference(.node, plan.node.name), ["spec": ["unschedulable": true]])
        progress.report(ProgressEvent(nil, .note("node \(plan.node.name) takes no new pods now")))
        let remaining = try await withThrowingTaskGroup(of: String?.self) { group in
            for pod in plan.evicted { group.addTask { try await remove(pod) } }
            return try await group.reduce(into: [String]()) { remaining, words in
                if let words { remaining.append(words) }
            }
        }
        guard remaining.isEmpty else {
            throw HimatError(
                .timedOut,
                "\(plan.node.name) is not empty: \(remaining.count) of \(plan.evicted.count) pods are still there",
                details: remaining.sorted(),
                nextStep:
                    "himat-k8s drain \(plan.node.name) goes on; himat-k8s uncordon \(plan.node.name) gives it back")
        }
        return plan.evicted
    }

    /// Evicts one pod and waits for its end; nil when it is gone, else what held it to the end.
    private func remove(_ pod: KubernetesObject) async throws -> String? {
        let reference = ObjectReference(.pod, pod.name, namespace: pod.namespace)
        let address = Address("pod.\(pod.name)")
        let start = clock.now()
        progress.report(ProgressEvent(address, .started("leaving")))
        var (isAsked, reason) = (false, "not asked yet")
        while clock.now() < end {
            try Task.checkCancellation()
            if !isAsked { (isAsked, reason) = try await evict(reference, pod.uid) }
            let live = try await client.get(reference)
            guard let live, live.uid == pod.uid else {
                let taken = Duration.seconds(clock.now().timeIntervalSince(start))
                progress.report(ProgressEvent(address, .finished("gone", taken)))
                return nil
            }
            if isAsked { reason = try await whatHolds(live) }
            progress.report(ProgressEvent(address, .waiting(reason)))
            try await clock.sleep(for: pause)
        }
        progress.report(ProgressEvent(address, .failed(reason)))
        return "\(reference): \(reason)"
    }

    /// Whether the pod was told to end, and if not, the server's reason.
    private func evict(_ pod: ObjectReference, _ uid: String) async throws -> (Bool, String) {
        do {
            try await client.evict(pod, uid: uid)
            return (true, "it was told to end")
        } catch let error as HimatError where error.code == .notFound || error.code == .conflict {
            return (true, "it was replaced")
        } catch let error as HimatError where error.code == .throttled {
            let status = error.kubernetesStatus
            let budget = status?.causes.first { $0.reason == "DisruptionBudget" }
            return (false, budget?.message ?? status?.message ?? error.message)
        }
    }

    private func whatHolds(_ pod: KubernetesObject) async throws -> String {
        if try await client.get(ObjectReference(.node, plan.node.name))?.condition("Ready")?["status"]?.string != "True"
        {
            return "its node does not answer; delete the node"
        }
        guard let grace = pod.json.at("metadata", "deletionGracePeriodSeconds")?.int else {
            return "it is still to end"
        }
        return "it ends, at most \(grace) s"
    }
}
