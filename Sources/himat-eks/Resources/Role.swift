// SPDX-License-Identifier: MIT
import HimatCore

/// An IAM role that one service of AWS may assume.
struct Role: ManagedResource {
    /// The roles of a cluster.
    enum Kind: String, CaseIterable, Sendable {
        case cluster
        case node
        case csi
        case pod

        var address: Address { Address("role.\(rawValue)") }
        /// Who may assume it; in China EC2 goes by another name.
        func trust(partition: String) -> JSONValue {
            switch self {
            case .cluster: PolicyDocument.trust(service: "eks.amazonaws.com")
            case .node: PolicyDocument.trust(service: "ec2.amazonaws.com" + (partition == "aws-cn" ? ".cn" : ""))
            case .csi, .pod:
                PolicyDocument.trust(service: "pods.eks.amazonaws.com", actions: ["sts:AssumeRole", "sts:TagSession"])
            }
        }
        var purpose: String {
            switch self {
            case .cluster: "control plane"
            case .node: "nodes"
            case .csi: "EBS driver"
            case .pod: "notebooks and workers"
            }
        }
    }

    let site: Site
    let kind: Kind
    var isWanted = true
    /// The ARN of the policy that bounds whatever it may do; nil = whatever is there stays.
    var boundary: String?
    private var trust: JSONValue { kind.trust(partition: site.partition) }

    var address: Address { kind.address }
    var dependencies: [Address] { [] }
    var createsIdempotently: Bool { true }
    var properties: [Property] {
        [Property("name", site.roleName(kind.rawValue)), Property("for", kind.purpose)]
            + (boundary.map { [Property("permissions_boundary", $0)] } ?? [])
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        guard let role = try await site.role(kind.rawValue, in: context) else { return [] }
        return [observation(role)]
    }

    private func observation(_ role: IAM.Role) -> Observation {
        let trust = role.trust.flatMap { try? JSONValue.parse($0) }
        return Observation(
            id: role.name, attributes: ["arn": role.arn],
            properties: [
                "trust": trust ?? .null, "boundary": role.boundary.map { .string($0) } ?? .null,
                "tags": .tags(role.tags),
            ], createdAt: role.createdAt)
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        var changes = TagDrift.changes(site.lastingTags(address), actual: observation.properties.tags)
        if observation.properties["trust"] != trust {
            changes.append(
                FieldChange("trust", old: observation.properties["trust"]?.rendered(), new: trust.rendered()))
        }
        let bound = observation.properties["boundary"]?.string
        if let boundary, bound != boundary {
            changes.append(FieldChange("permissions_boundary", old: bound, new: boundary))
        }
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let name = site.roleName(kind.rawValue)
        do {
            return observation(
                try await site.iam.createRole(
                    name, trust: trust.rendered(), description: "HiMAT \(site.name): \(kind.purpose)",
                    boundary: boundary, tags: site.creationTags(address, in: context)))
        } catch let error as HimatError where error.awsCode == "EntityAlreadyExists" {
            guard let own = try await site.role(kind.rawValue, in: context.freshReads()) else { throw error }
            return observation(own)
        }
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        if changes.contains(under: "trust") {
            try await site.iam.updateTrust(of: observation.id, to: trust.rendered())
        }
        if let boundary, changes.contains(under: "permissions_boundary") {
            try await site.iam.putPermissionsBoundary(boundary, on: observation.id)
        }
        let (set, removed) = TagDrift.repairs(changes)
        if !set.isEmpty { try await site.iam.tagRole(observation.id, tags: set) }
        if !removed.isEmpty { try await site.iam.untagRole(observation.id, keys: removed) }
        return observation
    }

    /// Takes the role out of instance profiles and strips policies that others added, for IAM deletes only bare roles.
    func delete(_ observation: Observation, in context: OperationContext) async throws {
        let name = observation.id
        // IAM refuses with DeleteConflict for some seconds after the last policy was taken away.
        try await Persistence.untilFree(address, limit: .seconds(60), in: context, dependents: { [] }) {
            for profile in try await site.iam.listInstanceProfiles(ofRole: name) {
                try await ignoringNotFound { try await site.iam.removeRole(name, fromInstanceProfile: profile) }
            }
            try await RolePolicies.strip(name, iam: site.iam)
            try await site.iam.deleteRole(name)
        }
    }
}
