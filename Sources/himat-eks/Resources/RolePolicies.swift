// SPDX-License-Identifier: MIT
import HimatCore

/// What a role may do: policies that AWS keeps, or one written for the configured buckets.
struct RolePolicies: ManagedResource {
    static let inlineName = "buckets"

    let site: Site
    let kind: Role.Kind
    /// The buckets of the pods' role.
    var buckets: [S3BucketGrant] = []
    var isWanted = true

    static func address(_ kind: Role.Kind) -> Address { Address("role-policies.\(kind.rawValue)") }

    var address: Address { Self.address(kind) }
    var dependencies: [Address] { [kind.address] }
    var createsIdempotently: Bool { true }
    var properties: [Property] {
        attached.map { Property("attached", $0) }
            + (inline == nil ? [] : buckets.map { Property("bucket", $0.name + ($0.isWritable ? ":rw" : "")) })
    }

    private var attached: [String] {
        switch kind {
        case .cluster: ["AmazonEKSClusterPolicy"].map(site.managedPolicy)
        case .node:
            ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"]
                .map(site.managedPolicy)
        case .csi: [site.managedPolicy("AmazonEBSCSIDriverPolicyV2")]
        case .pod: []
        }
    }

    private var inline: JSONValue? {
        guard kind == .pod else { return nil }
        return PolicyDocument.buckets(buckets.map { ($0.name, $0.isWritable) }, partition: site.partition)
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        let name = site.roleName(kind.rawValue)
        async let owner = site.role(kind.rawValue, in: context)
        async let seen = site.policies(of: kind, in: context)
        guard let role = try await owner else {
            _ = try? await seen
            return []
        }
        guard let properties = try await seen else { return [] }
        return [Observation(id: name, attributes: ["role_arn": role.arn], properties: properties)]
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let seen = observation.properties.strings("attached")
        var changes = attached.filter { !seen.contains($0) }.map { FieldChange("attached.\($0)", old: nil, new: $0) }
        if let inline, observation.properties["inline"] != inline {
            changes.append(
                FieldChange("inline", old: observation.properties["inline"]?.rendered(), new: inline.rendered()))
        }
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let name = try inputs.require(kind.address, "id")
        // A role made a moment ago may not be known to the next call.
        try await Persistence.untilKnown(address, in: context) {
            for policy in attached { try await site.iam.attachRolePolicy(policy, to: name) }
            try await writeInline(name)
        }
        return Observation(
            id: name, attributes: ["role_arn": try inputs.require(kind.address, "arn")],
            properties: inline.map { ["inline": $0] } ?? ["attached": .list(attached)])
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        for policy in attached where changes.contains(under: "attached.\(policy)") {
            try await site.iam.attachRolePolicy(policy, to: observation.id)
        }
        if changes.contains(under: "inline") { try await writeInline(observation.id) }
        return observation
    }

    private func writeInline(_ name: String) async throws {
        guard let inline else { return }
        try await site.iam.putRolePolicy(Self.inlineName, role: name, document: inline.rendered())
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await Self.strip(observation.id, iam: site.iam)
    }

    /// Takes everything from a role that it may do.
    static func strip(_ name: String, iam: IAM) async throws {
        for policy in try await iam.listAttachedRolePolicies(name) {
            try await ignoringNotFound { try await iam.detachRolePolicy(policy, from: name) }
        }
        for policy in try await iam.listRolePolicies(name) {
            try await ignoringNotFound { try await iam.deleteRolePolicy(policy, role: name) }
        }
    }
}
