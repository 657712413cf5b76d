// SPDX-License-Identifier: MIT
import HimatCore

/// What Kubernetes and EKS leave in a VPC that is ours: interfaces nobody uses any more, security groups of balancers.
struct NetworkDebris: Sendable {
    let site: Site
    let vpcID: String

    private var inVPC: [EC2.Filter] { [EC2.Filter("vpc-id", vpcID)] }

    /// What still hangs on the VPC, for an error or a progress line.
    func dependents() async -> [String] {
        let interfaces = (try? await site.ec2.describeNetworkInterfaces(inVPC)) ?? []
        let groups = (try? await site.ec2.describeSecurityGroups(inVPC)) ?? []
        return interfaces.map { "\($0.id) (\($0.description.isEmpty ? $0.status : $0.description))" }
            + groups.filter { $0.name != "default" }.map { "\($0.id) (\($0.name))" }
    }

    /// Deletes the interfaces of a subnet that are attached nowhere (the VPC's network plug-in leaves some).
    func deleteUnusedInterfaces(subnetID: String) async throws {
        let unused = try await site.ec2.describeNetworkInterfaces(
            inVPC + [EC2.Filter("subnet-id", subnetID), EC2.Filter("status", "available")])
        for interface in unused { try await ignoringNotFound { try await site.ec2.deleteNetworkInterface(interface.id) } }
    }

    /// Deletes every group but the default one. Rules that name another group go first, else each would hold the other.
    func deleteSecurityGroups() async throws {
        let groups = try await site.ec2.describeSecurityGroups(inVPC)
        let foreign = groups.filter { $0.name != "default" }
        guard !foreign.isEmpty else { return }
        for group in groups where !group.referencedGroups.isEmpty {
            let rules = try await site.ec2.describeSecurityGroupRules(groupID: group.id)
            try await ignoringNotFound {
                try await site.ec2.revokeSecurityGroupRules(
                    rules.filter { $0.referencedGroup != nil && $0.referencedGroup != group.id })
            }
        }
        for group in foreign { try await ignoringNotFound { try await site.ec2.deleteSecurityGroup(group.id) } }
    }
}
