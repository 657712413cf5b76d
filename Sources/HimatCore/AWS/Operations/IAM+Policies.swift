// SPDX-License-Identifier: MIT

extension IAM {
    /// The roles under a path whose name begins so; tags are not told.
    public func listRoles(namePrefix: String) async throws -> [Role] {
        try await pages("ListRoles", QueryParameters.member(), list: "Roles").map(Self.role).filter {
            $0.name.hasPrefix(namePrefix)
        }
    }

    /// The ARNs of the managed policies attached to a role; none when there is no such role.
    public func listAttachedRolePolicies(_ role: String) async throws -> [String] {
        try await nilIfNotFound {
            try await pages(
                "ListAttachedRolePolicies", QueryParameters.member(("RoleName", role)), list: "AttachedPolicies"
            )
            .compactMap { $0.text("PolicyArn") }
        } ?? []
    }

    /// Attaches a managed policy; attaching it twice is the same as once.
    public func attachRolePolicy(_ policyARN: String, to role: String) async throws {
        try await change("AttachRolePolicy", QueryParameters.member(("RoleName", role), ("PolicyArn", policyARN)))
    }

    /// Detaches a managed policy.
    public func detachRolePolicy(_ policyARN: String, from role: String) async throws {
        try await change("DetachRolePolicy", QueryParameters.member(("RoleName", role), ("PolicyArn", policyARN)))
    }

    /// The names of the policies written into a role.
    public func listRolePolicies(_ role: String) async throws -> [String] {
        try await nilIfNotFound {
            try await pages("ListRolePolicies", QueryParameters.member(("RoleName", role)), list: "PolicyNames").map(
                \.text)
        } ?? []
    }

    /// A policy written into a role, JSON text, or nil.
    public func getRolePolicy(_ name: String, role: String) async throws -> String? {
        try await nilIfNotFound {
            let answer = try await read(
                "GetRolePolicy", QueryParameters.member(("RoleName", role), ("PolicyName", name)))
            return PolicyDocument.decodingPercent(answer.text("GetRolePolicyResult", "PolicyDocument") ?? "")
        }
    }

    /// Writes a policy into a role.
    public func putRolePolicy(_ name: String, role: String, document: String) async throws {
        let parameters = QueryParameters.member(("RoleName", role), ("PolicyName", name), ("PolicyDocument", document))
        try await change("PutRolePolicy", parameters)
    }

    /// Takes a policy out of a role.
    public func deleteRolePolicy(_ name: String, role: String) async throws {
        try await change("DeleteRolePolicy", QueryParameters.member(("RoleName", role), ("PolicyName", name)))
    }
}
