// SPDX-License-Identifier: MIT
import HimatCore

/// Chooses the worker pods that a smaller Deployment gives up, and marks them with
/// [pod-deletion-cost](https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#pod-deletion-cost).
///
/// Nobody retires a worker from outside while its pod is meant to live: the pod's own hook does when the pod ends.
struct WorkerDeparture: Sendable {
    static let costAnnotation = "controller.kubernetes.io/pod-deletion-cost"
    static let cost = "-1000"

    let target: Target
    /// Whom progress is about.
    let address: Address
    let scheduler: @Sendable () async throws -> SchedulerAPI?

    /// Marks all pods but so many; takes the mark off pods that an earlier run chose and that stay.
    func prepare(leaving count: Int, in context: OperationContext) async throws {
        guard count > 0 else { return }
        let labels = ObjectNames.labels(cluster: target.cluster.name, workload: DaskWorkers.name)
        let pods = try await target.client.list(.pod, namespace: target.namespace, .labels(labels)).items
            .filter { !$0.isTerminating && !["Succeeded", "Failed"].contains($0.status["phase"]?.string ?? "") }
        guard pods.count > count else { return }
        do {
            let workers = try await known()
            let chosen = Self.order(pods, workers).prefix(pods.count - count)
            try await mark(pods, chosen: Set(chosen.map(\.name)))
            let names = chosen.map(\.name).sorted()
            let more = names.count > 6 ? " and \(names.count - 6) more" : ""
            let shown = names.prefix(6).joined(separator: ", ")
            say("these workers go, the idle ones and those that hold least: \(shown)\(more)", context)
        } catch let error as HimatError where error.code != .interrupted {
            say("Kubernetes chooses which workers go: \(error.message)", context)
        }
    }

    private func say(_ words: String, _ context: OperationContext) {
        context.progress.report(ProgressEvent(address, .note(words)))
    }

    private func known() async throws -> [SchedulerWorker] {
        guard let scheduler = try await scheduler() else {
            throw HimatError(.notFound, "no address leads to the scheduler")
        }
        return try await scheduler.workers()
    }

    /// The pods, who is to go first in front: not at work yet, idle, busy; among these by what they hold.
    static func order(_ pods: [KubernetesObject], _ workers: [SchedulerWorker]) -> [KubernetesObject] {
        let byHost = Dictionary(grouping: workers, by: \.host)
        func rank(_ pod: KubernetesObject) -> (Int, Int, Int, String) {
            guard let mine = pod.status["podIP"]?.string.flatMap({ byHost[$0] }) else { return (0, 0, 0, pod.name) }
            let held = mine.reduce(0) { $0 + $1.held }
            let memory = held == 0 ? 0 : mine.reduce(0) { $0 + ($1.memory ?? 0) }
            return (mine.contains { $0.processing > 0 } ? 2 : 1, memory, held, pod.name)
        }
        return pods.map { ($0, rank($0)) }.sorted { $0.1 < $1.1 }.map(\.0)
    }

    private func mark(_ pods: [KubernetesObject], chosen: Set<String>) async throws {
        for pod in pods {
            let wanted = chosen.contains(pod.name) ? Self.cost : nil
            let have = pod.annotations[Self.costAnnotation]
            // A cost that somebody else set stays.
            guard have != wanted, have == nil || have == Self.cost, let reference = pod.reference else { continue }
            let value = wanted.map { JSONValue.string($0) } ?? .null
            do {
                _ = try await target.client.merge(
                    reference, ["metadata": ["annotations": [Self.costAnnotation: value]]])
            } catch let error as HimatError where error.code == .notFound {
                continue
            }
        }
    }
}
