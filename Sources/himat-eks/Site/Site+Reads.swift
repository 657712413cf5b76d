// SPDX-License-Identifier: MIT
import HimatCore

/// The reads that several resources share: each is made once a round, whoever asks first.
extension Site {
    /// Begins the shared reads at once, beside the decisions that the list of resources waits for. What fails is told to whoever asks for it.
    func prefetch(in context: OperationContext) async {
        await withDiscardingTaskGroup { group in
            group.addTask { _ = try? await vpcs(in: context) }
            group.addTask { _ = try? await gateways(in: context) }
            group.addTask { _ = try? await routeTables(in: context) }
            group.addTask { _ = try? await launchTemplates(in: context) }
            for kind in Role.Kind.allCases {
                group.addTask { _ = try? await role(kind.rawValue, in: context) }
                group.addTask { _ = try? await policies(of: kind, in: context) }
            }
        }
    }

    func vpcs(in context: OperationContext) async throws -> [EC2.VPC] {
        try await context.reads.once("ec2.vpcs") { try await ec2.describeVPCs(filters) }
    }

    func subnets(in context: OperationContext) async throws -> [EC2.Subnet] {
        try await context.reads.once("ec2.subnets") { try await ec2.describeSubnets(filters) }
    }

    func gateways(in context: OperationContext) async throws -> [EC2.InternetGateway] {
        try await context.reads.once("ec2.gateways") { try await ec2.describeInternetGateways(filters) }
    }

    func routeTables(in context: OperationContext) async throws -> [EC2.RouteTable] {
        try await context.reads.once("ec2.route-tables") { try await ec2.describeRouteTables(filters) }
    }

    func volumes(in context: OperationContext) async throws -> [EC2.Volume] {
        try await context.reads.once("ec2.volumes") { try await ec2.describeVolumes(filters) }
    }

    func launchTemplates(in context: OperationContext) async throws -> [EC2.LaunchTemplate] {
        try await context.reads.once("ec2.launch-templates") { try await ec2.describeLaunchTemplates(filters) }
    }

    /// The cluster of our name, if it is ours.
    /// - Throws: `HimatError` (preflightRefused) when it is somebody else's and the command would change things.
    func cluster(in context: OperationContext) async throws -> EKS.Cluster? {
        let found = try await context.reads.once("eks.cluster") { try await eks.describeCluster(name) }
        guard let found else { return nil }
        if owns(found.tags) { return found }
        if refusesForeign { throw foreign("The EKS cluster \(found.arn)") }
        return nil
    }

    /// The cluster's node groups that are ours, each described once.
    func nodeGroups(in context: OperationContext) async throws -> [EKS.NodeGroup] {
        try await context.reads.once("eks.node-groups") {
            let names = try await eks.listNodeGroups(cluster: name)
            return try await withThrowingTaskGroup(of: EKS.NodeGroup?.self) { group in
                for one in names { group.addTask { try await eks.describeNodeGroup(one, cluster: name) } }
                var found: [EKS.NodeGroup] = []
                for try await one in group { if let one, owns(one.tags) { found.append(one) } }
                return found
            }
        }
    }

    func podIdentities(in context: OperationContext) async throws -> [EKS.PodIdentityAssociation] {
        try await context.reads.once("eks.pod-identities") {
            try await eks.listPodIdentityAssociations(cluster: name)
        }
    }

    /// A role by its short name, if it is ours.
    func role(_ role: String, in context: OperationContext) async throws -> IAM.Role? {
        let full = roleName(role)
        let found = try await context.reads.once("iam.role.\(full)") { try await iam.getRole(full) }
        guard let found else { return nil }
        if owns(found.tags) { return found }
        if refusesForeign { throw foreign("The IAM role \(found.arn)") }
        return nil
    }

    /// A role's policies, by one read: the pods' role has its one policy inside, the others have theirs attached; nil when it has none.
    func policies(of kind: Role.Kind, in context: OperationContext) async throws -> JSONValue? {
        let role = roleName(kind.rawValue)
        return try await context.reads.once("iam.policies.\(role)") {
            if kind == .pod {
                guard let document = try await iam.getRolePolicy(RolePolicies.inlineName, role: role) else {
                    return nil
                }
                return ["inline": try JSONValue.parse(document)]
            }
            let found = try await iam.listAttachedRolePolicies(role)
            return found.isEmpty ? nil : ["attached": .list(found)]
        }
    }

    /// The subnet ids of the wanted zones, from the dependencies' attributes.
    func require(_ addresses: [Address], _ attribute: String, from inputs: Inputs) throws -> [String] {
        try addresses.map { try inputs.require($0, attribute) }
    }
}
