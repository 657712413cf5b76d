// SPDX-License-Identifier: MIT
public import HimatSupport

/// What exists of HiMAT in one region of one account, rebuilt from tags and EKS alone: the source of `himat-inventory sync`.
public struct TaggedClusters: Sendable {
    /// A cluster as its own tags and groups tell.
    public struct Found: Sendable {
        /// Account, region and name.
        public var identity: ClusterIdentity
        /// EKS's description; nil when only other things of the cluster are left (a kept volume, an interrupted destroy).
        public var cluster: EKS.Cluster?
        /// How many nodes the stable group asks for.
        public var stableNodes: Int
        /// How many nodes the spot groups ask for.
        public var spotNodes: Int
        /// The notebooks' volumes.
        public var volumes: [EC2.Volume]
        /// Whether any VPC of the cluster is there.
        public var hasNetwork: Bool

        /// `ready`, `hibernated`, EKS's own word in lower case, `incomplete` without control plane, `destroyed` when only a volume is kept.
        public var state: String {
            guard let cluster else { return hasNetwork ? "incomplete" : "destroyed" }
            guard cluster.status == "ACTIVE" else { return cluster.status.lowercased() }
            return stableNodes == 0 && spotNodes == 0 ? "hibernated" : "ready"
        }
    }

    private let aws: any AWSCalling
    private let account: String

    /// Prepares to look in the client's region.
    public init(_ aws: any AWSCalling, account: String) {
        self.aws = aws
        self.account = account
    }

    /// Every cluster that has anything here, by name.
    public func find() async throws -> [Found] {
        let (ec2, eks) = (EC2(aws), EKS(aws))
        let ours = [EC2.Filter.tag(TagKey.region, aws.region)]
        async let volumes = ec2.describeVolumes(ours)
        async let vpcs = ec2.describeVPCs(ours)
        async let listed = clusters(eks)
        var found: [String: Found] = [:]
        func entry(_ name: String) -> Found {
            found[name]
                ?? Found(
                    identity: ClusterIdentity(account: account, region: aws.region, name: name), cluster: nil,
                    stableNodes: 0, spotNodes: 0, volumes: [], hasNetwork: false)
        }
        for (cluster, groups) in try await listed {
            var one = entry(cluster.name)
            one.cluster = cluster
            for group in groups {
                if group.tags[TagKey.address] == "node-group.stable" { one.stableNodes += group.scaling.desired }
                if group.tags[TagKey.address] == "node-group.spot" { one.spotNodes += group.scaling.desired }
            }
            found[cluster.name] = one
        }
        for volume in try await volumes where volume.tags[TagKey.address] == "volume" {
            guard let name = volume.tags[TagKey.cluster], volume.state != "deleting" else { continue }
            var one = entry(name)
            one.volumes.append(volume)
            found[name] = one
        }
        for vpc in try await vpcs {
            guard let name = vpc.tags[TagKey.cluster] else { continue }
            var one = entry(name)
            one.hasNetwork = true
            found[name] = one
        }
        return found.values.sorted { $0.identity.name < $1.identity.name }
    }

    /// The clusters that carry our tags, with their groups.
    private func clusters(_ eks: EKS) async throws -> [(EKS.Cluster, [EKS.NodeGroup])] {
        let region = aws.region
        return try await withThrowingTaskGroup(of: (EKS.Cluster, [EKS.NodeGroup])?.self) { group in
            for name in try await eks.listClusters() {
                group.addTask {
                    guard let cluster = try await eks.describeCluster(name), cluster.tags[TagKey.cluster] == name,
                        cluster.tags[TagKey.region] == region
                    else { return nil }
                    var groups: [EKS.NodeGroup] = []
                    for one in try await eks.listNodeGroups(cluster: name) {
                        if let described = try await eks.describeNodeGroup(one, cluster: name) {
                            groups.append(described)
                        }
                    }
                    return (cluster, groups)
                }
            }
            var found: [(EKS.Cluster, [EKS.NodeGroup])] = []
            for try await one in group { if let one { found.append(one) } }
            return found
        }
    }
}
