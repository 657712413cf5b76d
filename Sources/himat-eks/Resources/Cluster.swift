// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// The control plane.
struct Cluster: ManagedResource {
    static let address: Address = "cluster"

    let site: Site
    let subnets: [Address]
    /// The version it should have.
    let version: String
    /// Who may ask the API server from the internet.
    let publicAccessCIDRs: [String]
    /// What was decided, kept as tags.
    let decisions: [String: String]
    /// What is deleted after it, in a destroy.
    var outlivedBy: [Address] = []

    var address: Address { Self.address }
    var dependencies: [Address] { subnets + [RolePolicies.address(.cluster)] + outlivedBy }
    var patience: Patience { Patience(interval: .seconds(30), limit: .seconds(3600)) }
    var createsIdempotently: Bool { true }
    var properties: [Property] {
        [
            Property("name", site.name), Property("version", version), Property("support", "STANDARD"),
            Property("authentication", "API"), Property("private_access", "true"),
            Property("public_access", publicAccessCIDRs.joined(separator: ", ")),
        ]
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        guard let cluster = try await site.cluster(in: context) else { return [] }
        return [observation(cluster)]
    }

    private func observation(_ cluster: EKS.Cluster) -> Observation {
        let state: Observation.State =
            switch cluster.status {
            case "ACTIVE": .ready
            case "DELETING": .deleting(cluster.status)
            case "FAILED": .failed(cluster.issues.joined(separator: "; "))
            default: .pending(cluster.status)
            }
        var attributes = [
            "arn": cluster.arn, "version": cluster.version, "role_arn": cluster.roleARN,
            "public_access_cidrs": cluster.publicAccessCIDRs.joined(separator: " "),
        ]
        attributes["endpoint"] = cluster.endpoint
        attributes["certificate_authority"] = cluster.certificateAuthority
        attributes["security_group"] = cluster.securityGroupID
        attributes["created_at"] = cluster.createdAt.map { String($0.timeIntervalSince1970) }
        return Observation(
            id: cluster.name, state: state, attributes: attributes,
            properties: [
                "version": .string(cluster.version), "cidrs": .list(cluster.publicAccessCIDRs.sorted()),
                "private": .bool(cluster.hasPrivateAccess), "public": .bool(cluster.hasPublicAccess),
                "support": .string(cluster.supportType ?? ""),
                "authentication": .string(cluster.authenticationMode ?? ""),
                "arn": .string(cluster.arn), "tags": .tags(cluster.tags),
            ], createdAt: cluster.createdAt, isUsed: true)
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let seen = observation.properties
        var changes: [FieldChange] = []
        if let old = seen["version"]?.string, old != version {
            guard let step = KubernetesVersion(old)?.step(to: version) else {
                return .refuse(
                    HimatError(
                        .preflightRefused, "The cluster runs \(old) and EKS cannot take it back to \(version)",
                        nextStep: "set cluster_version: \"\(old)\""))
            }
            changes.append(FieldChange("version", old: old, new: step))
        }
        let cidrs = publicAccessCIDRs.sorted()
        if seen.strings("cidrs") != cidrs || seen["private"]?.bool != true || seen["public"]?.bool != true {
            changes.append(
                FieldChange(
                    "public_access", old: seen.strings("cidrs").joined(separator: ", "),
                    new: cidrs.joined(separator: ", ")))
        }
        if let old = seen["support"]?.string, old == "EXTENDED" {
            changes.append(FieldChange("support", old: old, new: "STANDARD"))
        }
        changes += TagDrift.changes(site.lastingTags(address, decisions), actual: seen.tags)
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let request = EKS.ClusterRequest(
            name: site.name, version: version, roleARN: try inputs.require(RolePolicies.address(.cluster), "role_arn"),
            subnetIDs: try site.require(subnets, "id", from: inputs), publicAccessCIDRs: publicAccessCIDRs,
            tags: site.creationTags(address, decisions, in: context))
        let token = site.clientToken(
            address, request.version, request.roleARN, request.subnetIDs.joined(), in: context)
        return observation(
            try await Persistence.untilAssumable(address, in: context) {
                try await site.eks.createCluster(request, clientToken: token)
            })
    }

    /// EKS takes one update at a time: each is waited for before the next begins.
    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        let updates = ClusterUpdate(site: site, address: address, limit: patience.limit, context: context)
        try await site.repairEKSTags(changes, of: observation.attributes["arn"] ?? "")
        if changes.contains(under: "support") {
            let token = site.clientToken(address, "support", context.runID, in: context)
            try await updates.run { try await site.eks.updateClusterSupport(site.name, clientToken: token) }
        }
        if changes.contains(under: "public_access") {
            let token = site.clientToken(address, "access", context.runID, in: context)
            try await updates.run {
                try await site.eks.updateClusterAccess(
                    site.name, publicAccessCIDRs: publicAccessCIDRs, clientToken: token)
            }
        }
        if let next = changes.first(where: { $0.path == "version" })?.new {
            let token = site.clientToken(address, "version", next, context.runID, in: context)
            try await updates.run {
                try await site.eks.updateClusterVersion(site.name, to: next, clientToken: token)
            }
        }
        return try await refresh(observation, in: context.freshReads()) ?? observation
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await ignoringNotFound {
            try await Persistence.whileBusy(address, limit: patience.limit, in: context) {
                try await site.eks.deleteCluster(site.name)
            }
        }
    }
}
