// SPDX-License-Identifier: MIT

extension EC2 {
    /// A security group with its rules as the service wrote them.
    public struct SecurityGroup: Sendable {
        /// `sg-…`.
        public var id: String
        /// Its name, unique in the VPC.
        public var name: String
        /// The VPC it is in.
        public var vpcID: String
        /// The groups its rules name, itself excepted.
        public var referencedGroups: [String]
        /// All tags.
        public var tags: [String: String]
    }

    /// One rule of a security group.
    public struct SecurityGroupRule: Sendable {
        /// `sgr-…`.
        public var id: String
        /// The group it belongs to.
        public var groupID: String
        /// Whether it lets traffic out.
        public var isEgress: Bool
        /// The other group it names.
        public var referencedGroup: String?
    }

    /// The security groups that match.
    public func describeSecurityGroups(_ filters: [Filter]) async throws -> [SecurityGroup] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: filters)
        return try await pages("DescribeSecurityGroups", parameters, list: "securityGroupInfo").map { item in
            let id = item.text("groupId") ?? ""
            let rules = item.list("ipPermissions") + item.list("ipPermissionsEgress")
            let named = rules.flatMap { $0.list("groups").compactMap { $0.text("groupId") } }
            return SecurityGroup(
                id: id, name: item.text("groupName") ?? "", vpcID: item.text("vpcId") ?? "",
                referencedGroups: Set(named).subtracting([id]).sorted(), tags: item.tags)
        }
    }

    /// The rules of a group.
    public func describeSecurityGroupRules(groupID: String) async throws -> [SecurityGroupRule] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: [Filter("group-id", groupID)])
        return try await pages("DescribeSecurityGroupRules", parameters, list: "securityGroupRuleSet").map { item in
            SecurityGroupRule(
                id: item.text("securityGroupRuleId") ?? "", groupID: item.text("groupId") ?? groupID,
                isEgress: item.text("isEgress") == "true", referencedGroup: item.text("referencedGroupInfo", "groupId"))
        }
    }

    /// Takes rules out of a group.
    public func revokeSecurityGroupRules(_ rules: [SecurityGroupRule]) async throws {
        for isEgress in [false, true] {
            for (groupID, chosen) in Dictionary(grouping: rules.filter { $0.isEgress == isEgress }, by: \.groupID) {
                var parameters = QueryParameters.ec2(("GroupId", groupID))
                parameters.set("SecurityGroupRuleId", list: chosen.map(\.id))
                try await change(
                    isEgress ? "RevokeSecurityGroupEgress" : "RevokeSecurityGroupIngress", parameters,
                    repeatability: .safe)
            }
        }
    }

    /// Deletes a group that no interface uses and no other group names.
    public func deleteSecurityGroup(_ id: String) async throws {
        try await change("DeleteSecurityGroup", QueryParameters.ec2(("GroupId", id)), repeatability: .safe)
    }
}
