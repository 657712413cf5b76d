// SPDX-License-Identifier: MIT
import HimatCore

/// Finds what was decided before, and looks up only what was not.
struct Decider: Sendable {
    let site: Site
    let config: ClusterConfig
    /// What `--refresh` named.
    let refresh: Set<String>
    let catalog: Catalog
    /// Asks for the address of this machine as the internet sees it.
    let callerAddress: @Sendable () async throws -> CIDR

    func decide(in context: OperationContext) async throws -> Decisions {
        async let cluster = site.cluster(in: context)
        async let volumes = site.volumes(in: context)
        async let subnets = site.subnets(in: context)
        let present = try await cluster
        let tags = present?.tags ?? [:]
        let places = Places(
            site: site, volumes: try await volumes, subnets: try await subnets, wanted: config.availabilityZone)
        async let version = version(present)
        async let zones = zones(places)
        async let types = spotTypes(DecisionRecord(tags[TagKey.decidedInstanceTypes]))
        async let allowed = allowedCIDRs(DecisionRecord(tags[TagKey.decidedAddress]))
        var decisions = Decisions(
            version: try await version, zones: try await zones, spotTypes: try await types.values,
            allowedCIDRs: try await allowed.values, publicAccessCIDRs: [], tags: [:])
        decisions.publicAccessCIDRs = try PublicAccess.ranges(
            typed: config.apiPublicAccessCIDRs, allowed: decisions.allowedCIDRs)
        decisions.tags[TagKey.decidedVersion] = config.clusterVersion
        if config.spotInstanceTypes == nil { decisions.tags[TagKey.decidedInstanceTypes] = try await types.tag }
        if config.allowedCIDRs == nil { decisions.tags[TagKey.decidedAddress] = try await allowed.tag }
        if let present, refresh.contains("addons") {
            decisions.addOnVersions = try await addOnVersions(for: present.version)
        }
        if refresh.contains("nodes") { decisions.nodeVersion = present?.version }
        return decisions
    }

    /// `latest` is decided once: a cluster that was made by it keeps its version.
    private func version(_ cluster: EKS.Cluster?) async throws -> String {
        guard config.clusterVersion == "latest" else { return config.clusterVersion }
        let isKept = cluster?.tags[TagKey.decidedVersion] ?? "latest" == "latest" && !refresh.contains("version")
        if let cluster, isKept { return cluster.version }
        let newest = try await catalog.newestVersion()
        guard let cluster, let old = KubernetesVersion(cluster.version), let new = KubernetesVersion(newest) else {
            return newest
        }
        return max(old, new).description
    }

    private func zones(_ places: Places) async throws -> [String] {
        if let known = places.both { return known }
        let types = [config.stableInstanceType, config.spotInstanceTypes?.first ?? config.spotInstanceType]
        let open = try await catalog.zones(offering: types)
        let first = places.first ?? open.first
        guard let first, let second = places.second ?? open.first(where: { $0 != first }) else {
            throw HimatError(
                .preflightRefused,
                "\(site.identity.region) has no two zones for EKS with \(types.joined(separator: " and "))",
                details: ["zones that have both: " + (open.isEmpty ? "none" : open.joined(separator: ", "))],
                nextStep: "choose other instance types or another cluster_region")
        }
        return [first, second]
    }

    private func spotTypes(_ record: DecisionRecord?) async throws -> DecisionRecord {
        if let typed = config.spotInstanceTypes { return DecisionRecord(text: "typed", values: typed) }
        let text = config.spotInstanceType
        if let record, record.text == text, !refresh.contains("instance-types") { return record }
        return DecisionRecord(text: text, values: try await catalog.types(like: text))
    }

    private func allowedCIDRs(_ record: DecisionRecord?) async throws -> DecisionRecord {
        if let typed = config.allowedCIDRs { return DecisionRecord(text: "typed", values: typed.map(\.description)) }
        if let record, record.text == "auto", !refresh.contains("address") { return record }
        do {
            return DecisionRecord(text: "auto", values: [try await callerAddress().description])
        } catch let error as HimatError {
            throw HimatError(
                .preflightRefused, "allowed_cidrs is auto, but this machine's public address is not known", cause: error
            )
        }
    }

    private func addOnVersions(for version: String) async throws -> [String: String] {
        try await withThrowingTaskGroup(of: (String, String?).self) { group in
            for name in AddOnList.names {
                group.addTask { (name, try await site.eks.defaultAddOnVersion(name, kubernetesVersion: version)) }
            }
            var found: [String: String] = [:]
            for try await (name, version) in group { found[name] = version }
            return found
        }
    }
}

/// Where the cluster already stands: the volume pins the zone, then the subnets do.
struct Places: Sendable {
    let first: String?
    let second: String?

    init(site: Site, volumes: [EC2.Volume], subnets: [EC2.Subnet], wanted: String?) {
        func subnet(_ address: Address) -> String? { subnets.first { site.owns($0.tags, as: address) }?.zone }
        let volume = volumes.first {
            site.owns($0.tags, as: Volume.address) && !["deleting", "deleted", "error"].contains($0.state)
        }
        let first = wanted ?? volume?.zone ?? subnet(Subnet.a)
        self.first = first
        let second = subnet(Subnet.b)
        self.second = second == first ? nil : second
    }

    var both: [String]? {
        guard let first, let second else { return nil }
        return [first, second]
    }
}
