// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

extension KubernetesLayer {
    /// How many workers the nodes hold, with those that are about to join.
    ///
    /// Stage one's workers go to `kind=spot` alone. On another cluster without such nodes, notebook and scheduler share theirs.
    func fittingWorkers() async throws -> FittingWorkers {
        async let listedNodes = client.list(.node).items
        async let listedPods = client.list(.pod).items
        async let listedDaemons = daemonSets()
        let all = try await listedNodes
        let spot = all.filter { $0.labels["kind"] == Workload.Placement.spot.rawValue }
        let isShared = spot.isEmpty && !isEKS
        let places = isShared ? all : spot
        let now = runtime.clock.now()
        let usable = places.filter { ClusterNodes.takesPods($0) || NodeJoining.isJoining($0, now: now) }
        let expected = isEKS && !config.hibernate ? config.spotNodeCount : 0
        let awaited = max(0, expected - places.count)
        guard let worker = Deployment.workloads(for: config).first(where: { $0.role == .worker }) else {
            return FittingWorkers(count: 0, nodes: usable.count, awaited: awaited)
        }
        let workers = ObjectNames.labels(cluster: cluster.name, workload: worker.name)
        let others = try await listedPods.filter { pod in !workers.allSatisfy { pod.labels[$0.key] == $0.value } }
        var fit = WorkerFit(nodes: usable, others: others, daemons: try await listedDaemons)
        if awaited > 0, !fit.add(awaited) {
            return FittingWorkers(count: nil, nodes: 0, awaited: awaited)
        }
        for pod in others where Self.isHomeless(pod) { fit.place(pod) }
        if isShared { for resources in unplaced(among: others) { fit.place(resources) } }
        return FittingWorkers(count: fit.count(of: worker.resources), nodes: usable.count, awaited: awaited)
    }

    /// Whoever may not list them goes without: their pods that run are counted all the same.
    private func daemonSets() async throws -> [KubernetesObject] {
        do {
            return try await client.list(.daemonSet).items
        } catch let error as HimatError where error.code == .denied {
            return []
        }
    }

    /// A pod that is still to be put somewhere; those of daemons are counted by their sets.
    private static func isHomeless(_ pod: KubernetesObject) -> Bool {
        let owners = pod.json.at("metadata", "ownerReferences")?.array ?? []
        return pod.spec["nodeName"]?.string == nil && !pod.isTerminating
            && !owners.contains { $0["kind"]?.string == "DaemonSet" }
    }

    /// What notebook and scheduler will take where they have no pod yet.
    private func unplaced(among pods: [KubernetesObject]) -> [Workload.Resources] {
        Deployment.workloads(for: config).filter { workload in
            let labels = ObjectNames.labels(cluster: cluster.name, workload: workload.name)
            return workload.role != .worker
                && !pods.contains { pod in labels.allSatisfy { pod.labels[$0.key] == $0.value } }
        }.map(\.resources)
    }
}
