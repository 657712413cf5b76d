// SPDX-License-Identifier: MIT
import HimatCore

extension KubernetesLayer {
    /// How many workers the nodes hold now.
    ///
    /// On a cluster that is not stage one's, without nodes labelled for workers, notebook and scheduler share their nodes.
    func fittingWorkers() async throws -> Int {
        let spot = try await ClusterNodes.ready(.spot, target)
        let isShared = spot.isEmpty && !isEKS
        let nodes = isShared ? try await ClusterNodes.ready(client) : spot
        let labels = ObjectNames.labels(cluster: cluster.name)
        let others = try await client.list(.pod).items.filter { pod in
            !labels.allSatisfy { pod.labels[$0.key] == $0.value }
        }
        let workloads = Deployment.workloads(for: config)
        guard let worker = workloads.first(where: { $0.role == .worker }) else { return 0 }
        let displaced = isShared ? workloads.filter { $0.role != .worker }.map(\.resources) : []
        return WorkerFit.count(of: worker.resources, on: nodes, beside: others, displaced: displaced)
    }
}
