// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Finds the clusters of one region by their tags, and their links in each cluster's own `himat-outputs`.
struct RegionDiscovery: ClusterDiscovery {
    let aws: AWSClient
    let account: String
    let sender: any HTTPSending
    let clock: any WallClock
    let warn: @Sendable (String) -> Void

    var scope: DiscoveryScope { DiscoveryScope(account: account, region: aws.region) }

    func discover() async throws -> [DiscoveredCluster] {
        let found = try await TaggedClusters(aws, account: account).find()
        return try await withThrowingTaskGroup(of: DiscoveredCluster.self) { group in
            for one in found { group.addTask { try await describe(one) } }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.identity.name < $1.identity.name }
        }
    }

    private func describe(_ found: TaggedClusters.Found) async throws -> DiscoveredCluster {
        let links = try await outputs(of: found)
        let facts = ClusterFacts(
            state: found.state, version: found.cluster?.version,
            stableNodes: found.cluster.map { _ in found.stableNodes },
            spotNodes: found.cluster.map { _ in found.spotNodes }, endpoint: found.cluster?.endpoint ?? "",
            jupyterURL: links.map { $0["jupyter_url"] ?? "" }, daskURL: links.map { $0["dask_url"] ?? "" },
            createdAt: found.cluster?.createdAt, workerImage: links.map { $0["image"] ?? "" })
        let now = clock.now()
        let volumes = found.volumes.map { volume in
            VolumeRecord(
                id: volume.id, cluster: found.identity, zone: volume.zone, gib: volume.size,
                state: found.cluster == nil ? VolumeRecord.retained : volume.state, lastSeen: now)
        }
        return DiscoveredCluster(identity: found.identity, facts: facts, volumes: volumes)
    }

    /// What stage two published; nil when the cluster's API cannot be asked, so that what was known stays.
    private func outputs(of found: TaggedClusters.Found) async throws -> [String: String]? {
        guard let cluster = found.cluster else { return [:] }
        guard let connection = KubernetesConnection(cluster, aws: aws, clock: clock) else { return nil }
        do {
            let maps = try await KubernetesClient(connection, sender: sender, clock: clock)
                .list(.configMap, .name("himat-outputs")).items
            let ours = maps.first {
                $0.labels["app.kubernetes.io/managed-by"] == "himat"
                    && $0.labels["app.kubernetes.io/part-of"] == found.identity.name
            }
            return ours?.json["data"]?.object?.compactMapValues(\.string) ?? [:]
        } catch let error as HimatError {
            warn("\(found.identity): the cluster's API cannot be asked for its links: \(error.message)")
            return nil
        }
    }
}
