// SPDX-License-Identifier: MIT
import HimatCore

/// Nodes that EKS runs. What EKS cannot change in a group is in the group's name as a hash, so that a change makes a new group first.
struct NodeGroup: ManagedResource {
    /// The groups of a cluster; the word is the nodes' label `kind` too.
    enum Kind: String, CaseIterable, Sendable {
        case stable
        case spot

        var address: Address { Address("node-group.\(rawValue)") }
        var capacityType: String { self == .stable ? "ON_DEMAND" : "SPOT" }
    }

    let site: Site
    let kind: Kind
    let instanceTypes: [String]
    /// The subnets, and for the name the zones they are in.
    let subnets: [Address]
    let zones: [String]
    let count: Int
    /// The version to roll the nodes to; nil = the one they have, or the cluster's.
    var version: String?
    /// Further things that must be there before nodes start.
    var after: [Address] = []

    var address: Address { kind.address }
    var dependencies: [Address] {
        [Cluster.address, RolePolicies.address(.node), LaunchTemplate.address(kind)] + subnets + after
    }
    var createsIdempotently: Bool { true }
    var patience: Patience { Patience(interval: .seconds(30), limit: .seconds(2400)) }
    var properties: [Property] {
        [
            Property("name", groupName), Property("capacity", kind.capacityType),
            Property("instance_types", instanceTypes.joined(separator: ", ")),
            Property("zones", zones.joined(separator: ", ")), Property("nodes", String(count)),
        ]
    }

    private var scaling: EKS.NodeGroupScaling { EKS.NodeGroupScaling(count: count) }
    private var amiType: String { InstanceArchitecture(of: instanceTypes.first ?? "").amiType }
    private var labels: [String: String] { ["kind": kind.rawValue] }

    /// `spot-1a2b3c4d`: the kind and a hash of what cannot change.
    var groupName: String {
        let fixed = [kind.capacityType, amiType] + instanceTypes.sorted() + ["in"] + zones
        return "\(kind.rawValue)-\(Site.digest(fixed, length: 8))"
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        guard try await site.cluster(in: context) != nil else { return [] }
        return try await site.nodeGroups(in: context).filter { site.owns($0.tags, as: address) }.map(observation)
    }

    /// The one by the name of what is wanted now; a former one goes when this is ready.
    func choose(among matches: [Observation]) -> Int { matches.firstIndex { $0.id == groupName } ?? 0 }

    private func observation(_ group: EKS.NodeGroup) -> Observation {
        let issues = group.issues.joined(separator: "; ")
        let state: Observation.State =
            switch group.status {
            case "ACTIVE": .ready
            case "DELETING": .deleting(group.status)
            case "CREATE_FAILED", "DELETE_FAILED": .failed(issues.isEmpty ? group.status : "\(group.status) \(issues)")
            default: .pending(issues.isEmpty ? group.status : "\(group.status): \(issues)")
            }
        var attributes = ["arn": group.arn, "version": group.version, "count": String(group.scaling.desired)]
        attributes["auto_scaling_group"] = group.autoScalingGroup
        return Observation(
            id: group.name, state: state, attributes: attributes,
            properties: [
                "types": .list(group.instanceTypes), "min": .int(group.scaling.min),
                "desired": .int(group.scaling.desired), "max": .int(group.scaling.max),
                "labels": .tags(group.labels), "template_version": .string(group.launchTemplateVersion ?? ""),
                "version": .string(group.version), "tags": .tags(group.tags),
            ], createdAt: group.createdAt, isUsed: group.name == groupName)
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let seen = observation.properties
        if case .failed(let reason) = observation.state, observation.id == groupName {
            return .update([FieldChange("status", old: reason, new: "ACTIVE")])
        }
        if observation.id != groupName {
            let old = seen.strings("types")
            return .replace(
                [FieldChange("name", old: observation.id, new: groupName)]
                    + (old == instanceTypes
                        ? []
                        : [
                            FieldChange(
                                "instance_types", old: old.joined(separator: ", "),
                                new: instanceTypes.joined(separator: ", "))
                        ]))
        }
        var changes: [FieldChange] = []
        for (field, wanted) in [("min", scaling.min), ("desired", scaling.desired), ("max", scaling.max)]
        where seen[field]?.int != wanted {
            changes.append(
                FieldChange("scaling.\(field)", old: seen[field]?.int.map { String($0) }, new: String(wanted)))
        }
        for (label, value) in labels where seen["labels"]?[label]?.string != value {
            changes.append(FieldChange("labels.\(label)", old: seen["labels"]?[label]?.string, new: value))
        }
        let old = seen["template_version"]?.string
        if let template = inputs.known(LaunchTemplate.address(kind), "version"), template != old {
            changes.append(FieldChange("launch_template_version", old: old, new: template))
        }
        if let version, seen["version"]?.string != version {
            changes.append(FieldChange("version", old: seen["version"]?.string, new: version))
        }
        changes += TagDrift.changes(site.lastingTags(address), actual: seen.tags)
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let template = LaunchTemplate.address(kind)
        let request = EKS.NodeGroupRequest(
            name: groupName, capacityType: kind.capacityType, amiType: amiType, instanceTypes: instanceTypes,
            subnetIDs: try site.require(subnets, "id", from: inputs),
            roleARN: try inputs.require(RolePolicies.address(.node), "role_arn"), scaling: scaling, labels: labels,
            launchTemplateID: try inputs.require(template, "id"),
            launchTemplateVersion: try inputs.require(template, "version"),
            tags: site.creationTags(address, in: context))
        let token = site.clientToken(
            address, groupName, String(count), request.launchTemplateID, request.launchTemplateVersion, in: context)
        if kind == .spot { await SpotServiceRole.makeIfMissing(site.iam, in: context) }
        let group = try await Persistence.untilAssumable(address, in: context) {
            try await Persistence.whileBusy(address, limit: patience.limit, in: context) {
                try await site.eks.createNodeGroup(request, cluster: site.name, clientToken: token)
            }
        }
        return observation(group)
    }

    /// Size and labels go in one call, then the nodes are rolled if their template or version changed.
    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        if changes.contains(under: "status") {
            try await remove(observation, in: context)
            return try await create(inputs: inputs, in: context.recreating())
        }
        let name = observation.id
        let updates = ClusterUpdate(
            site: site, address: address, nodeGroup: name, limit: patience.limit, context: context)
        try await site.repairEKSTags(changes, of: observation.attributes["arn"] ?? "")
        let (isScaled, isLabelled) = (changes.contains(under: "scaling"), changes.contains(under: "labels"))
        if isScaled || isLabelled {
            let token = site.clientToken(address, name, "config", String(count), context.runID, in: context)
            try await updates.run {
                try await site.eks.updateNodeGroupConfig(
                    name, cluster: site.name, scaling: isScaled ? scaling : nil, labels: isLabelled ? labels : nil,
                    clientToken: token)
            }
        }
        let isRolled = changes.contains(under: "launch_template_version")
        if isRolled || changes.contains(under: "version") {
            let template = LaunchTemplate.address(kind)
            let target = (id: try inputs.require(template, "id"), version: try inputs.require(template, "version"))
            let token = site.clientToken(address, name, "version", target.version, context.runID, in: context)
            try await updates.run {
                try await site.eks.updateNodeGroupVersion(
                    name, cluster: site.name, version: version, launchTemplate: isRolled ? target : nil,
                    clientToken: token)
            }
        }
        return try await refresh(observation, in: context.freshReads()) ?? observation
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await ignoringNotFound {
            try await Persistence.whileBusy(address, limit: patience.limit, in: context) {
                try await site.eks.deleteNodeGroup(observation.id, cluster: site.name)
            }
        }
    }

    /// A group that EKS could not make is of no use: it goes before the same is tried again.
    private func remove(_ observation: Observation, in context: OperationContext) async throws {
        try await delete(observation, in: context)
        try await Disappearance(address: address, patience: patience, context: context).wait {
            try await refresh(observation, in: context)
        }
    }

    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? {
        try await site.eks.describeNodeGroup(observation.id, cluster: site.name).map(self.observation)
    }
}
