// SPDX-License-Identifier: MIT
import HimatCore

/// What Kubernetes and EKS leave in a VPC of ours: interfaces nobody uses any more, security groups of balancers. What others put there is left alone and named as what is in the way.
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

    /// The interfaces of balancers that are still there.
    func balancerInterfaces() async throws -> [EC2.NetworkInterface] {
        try await site.ec2.describeNetworkInterfaces(inVPC + [EC2.Filter("description", "ELB *")])
    }

    /// Deletes the interfaces of a subnet that are attached nowhere (the VPC's network plug-in leaves some).
    func deleteUnusedInterfaces(subnetID: String) async throws {
        let unused = try await site.ec2.describeNetworkInterfaces(
            inVPC + [EC2.Filter("subnet-id", subnetID), EC2.Filter("status", "available")])
        for interface in unused where isOurs(interface.tags, maker: interface.description) {
            try await ignoringNotFound { try await site.ec2.deleteNetworkInterface(interface.id) }
        }
    }

    /// Deletes the groups of balancers and of EKS. Rules that name another group go first, else each would hold the other.
    func deleteSecurityGroups() async throws {
        let groups = try await site.ec2.describeSecurityGroups(inVPC)
        let doomed = groups.filter { $0.name != "default" && isOurs($0.tags, maker: $0.name) }
        let names = Set(doomed.map(\.id))
        guard !doomed.isEmpty else { return }
        for group in groups where !names.isDisjoint(with: group.referencedGroups) {
            let rules = try await site.ec2.describeSecurityGroupRules(groupID: group.id)
            let crossing = rules.filter { $0.referencedGroup.map { $0 != group.id && names.contains($0) } ?? false }
            try await ignoringNotFound { try await site.ec2.revokeSecurityGroupRules(crossing) }
        }
        for group in doomed { try await ignoringNotFound { try await site.ec2.deleteSecurityGroup(group.id) } }
    }

    /// Whether Kubernetes or EKS made it for this cluster, by tag or by the name they give.
    private func isOurs(_ tags: [String: String], maker: String) -> Bool {
        if site.owns(tags) || site.isOfKubernetes(tags) { return true }
        return ["k8s-", "eks-cluster-sg-\(site.name)-", "aws-K8S-", "ELB ", "Amazon EKS "].contains(
            where: maker.hasPrefix)
    }
}

extension Site {
    /// Whether Kubernetes' own tags name this cluster; they carry no region, so they count only inside a VPC of ours.
    func isOfKubernetes(_ tags: [String: String]) -> Bool {
        tags["kubernetes.io/cluster/\(name)"] != nil || tags["elbv2.k8s.aws/cluster"] == name
            || tags["cluster.k8s.amazonaws.com/name"] == name || tags["aws:eks:cluster-name"] == name
    }
}
