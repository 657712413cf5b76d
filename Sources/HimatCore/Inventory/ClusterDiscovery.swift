// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

/// Whoever can find HiMAT's clusters in the cloud by their tags, so that a lost inventory can be made again.
public protocol ClusterDiscovery: Sendable {
    /// The account and region that are searched.
    var scope: DiscoveryScope { get }
    /// Every cluster of the scope that carries HiMAT's tags.
    func discover() async throws -> [DiscoveredCluster]
}

/// Where clusters were looked for: those of the inventory that were not found there are gone.
public struct DiscoveryScope: Sendable, Hashable {
    /// The AWS account.
    public var account: String
    /// The region.
    public var region: String

    /// Builds a scope.
    public init(account: String, region: String) {
        self.account = account
        self.region = region
    }
}

/// One cluster as it was found.
public struct DiscoveredCluster: Sendable, Equatable {
    /// Account, region and name.
    public var identity: ClusterIdentity
    /// What its tags and outputs say.
    public var facts: ClusterFacts
    /// What belongs to it, of any layer.
    public var resources: [ResourceRecord]
    /// Its notebook volumes.
    public var volumes: [VolumeRecord]

    /// Builds a finding.
    public init(
        identity: ClusterIdentity, facts: ClusterFacts, resources: [ResourceRecord] = [], volumes: [VolumeRecord] = []
    ) {
        self.identity = identity
        self.facts = facts
        self.resources = resources
        self.volumes = volumes
    }
}

/// What a synchronisation changed.
public struct SyncSummary: Sendable, Equatable {
    /// Clusters that were found.
    public var found: [ClusterIdentity] = []
    /// Clusters that the inventory thought alive and that were not found.
    public var gone: [ClusterIdentity] = []

    /// Builds a summary.
    public init(found: [ClusterIdentity] = [], gone: [ClusterIdentity] = []) {
        self.found = found
        self.gone = gone
    }
}

extension Inventory {
    /// Takes over what was found in a scope and marks as destroyed what was not.
    public func adopt(_ clusters: [DiscoveredCluster], in scope: DiscoveryScope, at now: Date) throws -> SyncSummary {
        var summary = SyncSummary()
        for cluster in clusters {
            try remember(cluster.identity, cluster.facts, at: now)
            for (layer, resources) in Dictionary(grouping: cluster.resources, by: \.layer) {
                try replaceResources(of: cluster.identity, layer: layer, with: resources, at: now)
            }
            try replaceVolumes(of: cluster.identity, with: cluster.volumes)
            summary.found.append(cluster.identity)
        }
        let found = Set(summary.found)
        for known in try self.clusters() where known.facts.state != ClusterState.destroyed {
            let identity = known.identity
            guard identity.account == scope.account, identity.region == scope.region, !found.contains(identity) else {
                continue
            }
            try remember(identity, ClusterFacts(state: ClusterState.destroyed, jupyterURL: "", daskURL: ""), at: now)
            summary.gone.append(identity)
        }
        return summary
    }
}
