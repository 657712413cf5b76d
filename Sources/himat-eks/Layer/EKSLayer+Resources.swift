// SPDX-License-Identifier: MIT
import HimatCore

extension EKSLayer {
    /// What the layer is made of; the one list that a new kind is added to.
    func resources(in context: OperationContext) async throws -> [any ManagedResource] {
        async let prefetched: Void = site.prefetch(in: context)
        async let decided = decisions(in: context)
        async let principalARN = principal(in: context)
        let decisions = try await decided
        let principal = try await principalARN
        await prefetched
        let subnets = [Subnet.a, Subnet.b]
        let usesBuckets = !config.s3Buckets.isEmpty
        var list: [any ManagedResource] = [
            VPC(site: site, cidr: config.vpcCIDR), InternetGateway(site: site),
            RouteTable(site: site, subnets: subnets),
        ]
        list += try zip(subnets, decisions.zones).enumerated().map { index, place in
            Subnet(site: site, address: place.0, cidr: try subnetRange(index), zone: place.1)
        }
        for kind in Role.Kind.allCases {
            let isWanted = kind != .pod || usesBuckets
            list.append(Role(site: site, kind: kind, isWanted: isWanted, boundary: kind == .pod ? boundary : nil))
            list.append(RolePolicies(site: site, kind: kind, buckets: config.s3Buckets, isWanted: isWanted))
        }
        list.append(
            Volume(site: site, size: config.jupyterGBStorage, zone: decisions.zones[0], retention: retention))
        if request.verb == .destroy { list.append(LogGroup(site: site, logs: Logs(aws))) }
        list.append(
            Cluster(
                site: site, subnets: subnets, version: decisions.version,
                publicAccessCIDRs: decisions.publicAccessCIDRs, decisions: decisions.tags,
                outlivedBy: request.verb == .destroy ? [LogGroup.address, RouteTable.address] : []))
        list.append(AccessEntry(site: site, principalARN: principal))
        list.append(AccessPolicy(site: site, principalARN: principal))
        list.append(
            PodIdentity(site: site, kind: .csi, namespace: "kube-system", serviceAccount: "ebs-csi-controller-sa"))
        list.append(
            PodIdentity(
                site: site, kind: .pod, namespace: config.namespace, serviceAccount: WorkloadAccount.name,
                isWanted: usesBuckets))
        list += AddOnList.addOns(site: site, versions: decisions.addOnVersions, isAsleep: config.hibernate)
        list += NodeGroup.Kind.allCases.map { LaunchTemplate(site: site, kind: $0) }
        list += nodeGroups(decisions)
        return list
    }

    private func nodeGroups(_ decisions: Decisions) -> [NodeGroup] {
        let before =
            [RouteTable.address, Volume.address, AccessPolicy.address] + AddOnList.beforeNodes.map(AddOn.address)
        return [
            NodeGroup(
                site: site, kind: .stable, instanceTypes: [config.stableInstanceType], subnets: [Subnet.a],
                zones: [decisions.zones[0]], count: config.hibernate ? 0 : 1, version: decisions.nodeVersion,
                after: before),
            NodeGroup(
                site: site, kind: .spot, instanceTypes: decisions.spotTypes, subnets: [Subnet.a, Subnet.b],
                zones: decisions.zones, count: config.hibernate ? 0 : config.spotNodeCount,
                version: decisions.nodeVersion, after: before),
        ]
    }

    /// The policy that bounds what notebooks and workers may do, its ARN.
    private var boundary: String? {
        config.permissionsBoundary.map {
            $0.hasPrefix("arn:") ? $0 : "arn:\(site.partition):iam::\(site.identity.account):policy/\($0)"
        }
    }

    /// A quarter of the VPC's range for each subnet: pods take addresses from it too.
    private func subnetRange(_ index: Int) throws -> CIDR {
        guard let range = config.vpcCIDR.subnet(index, prefix: min(config.vpcCIDR.prefix + 2, 28)) else {
            throw HimatError(
                .usage, "vpc_cidr \(config.vpcCIDR) is too small for two subnets", nextStep: "use a /16, at least a /26"
            )
        }
        return range
    }

    /// Everything decided; a destroy needs no decision, and makes none.
    func decisions(in context: OperationContext) async throws -> Decisions {
        guard needsDecisions else {
            return Decisions(
                version: "", zones: ["", ""], spotTypes: [config.spotInstanceType], allowedCIDRs: [],
                publicAccessCIDRs: [], tags: [:])
        }
        let (service, sender, answers) = (config.addressService, sender, answers)
        let tls = TLSOptions(certificateAuthorities: aws.settings.certificateAuthorities)
        return try await context.reads.once("decisions") {
            try await Decider(
                site: site, config: config, refresh: request.refresh,
                catalog: catalog,
                callerAddress: {
                    try await answers.once("address") { try await CallerAddress.ask(service, by: sender, tls: tls) }
                }
            ).decide(in: context)
        }
    }
}
