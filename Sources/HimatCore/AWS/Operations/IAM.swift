// SPDX-License-Identifier: MIT
public import FoundationEssentials
internal import HimatSupport

/// The calls to [AWS IAM](https://docs.aws.amazon.com/IAM/latest/APIReference/) that HiMAT makes, typed.
public struct IAM: Sendable {
    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    /// A role.
    public struct Role: Sendable {
        /// Its name, unique in the account.
        public var name: String
        /// Its ARN, path included.
        public var arn: String
        /// When it was made.
        public var createdAt: Date?
        /// All tags; `ListRoles` does not tell them.
        public var tags: [String: String]
        /// Who may assume it, JSON text, decoded; nil from `ListRoles`.
        public var trust: String?
        /// The policy that bounds whatever it may do, its ARN.
        public var boundary: String?
    }

    /// The role of that name, or nil.
    public func getRole(_ name: String) async throws -> Role? {
        try await nilIfNotFound {
            let answer = try await read("GetRole", QueryParameters.member(("RoleName", name)))
            return Self.role(answer["GetRoleResult"]?["Role"] ?? answer)
        }
    }

    /// Creates a role that the services of `trust` (a policy document) may assume. The name is unique, so a repetition is refused with `EntityAlreadyExists`.
    /// - Parameter boundary: the ARN of the policy that bounds whatever the role may do; nil = none.
    public func createRole(
        _ name: String, trust: String, description: String, boundary: String? = nil, tags: [String: String]
    ) async throws -> Role {
        var parameters = QueryParameters.member(
            ("RoleName", name), ("AssumeRolePolicyDocument", trust), ("Description", description))
        if let boundary { parameters.set("PermissionsBoundary", boundary) }
        parameters.set("Tags", tags: tags)
        let answer = try await change("CreateRole", parameters)
        return Self.role(answer["CreateRoleResult"]?["Role"] ?? answer)
    }

    /// Deletes a role without policies and profiles.
    public func deleteRole(_ name: String) async throws {
        try await change("DeleteRole", QueryParameters.member(("RoleName", name)))
    }

    /// Sets tags on a role.
    public func tagRole(_ name: String, tags: [String: String]) async throws {
        var parameters = QueryParameters.member(("RoleName", name))
        parameters.set("Tags", tags: tags)
        try await change("TagRole", parameters)
    }

    /// Takes tags off a role.
    public func untagRole(_ name: String, keys: [String]) async throws {
        var parameters = QueryParameters.member(("RoleName", name))
        parameters.set("TagKeys", list: keys)
        try await change("UntagRole", parameters)
    }

    /// Says anew who may assume a role.
    public func updateTrust(of name: String, to trust: String) async throws {
        try await change(
            "UpdateAssumeRolePolicy", QueryParameters.member(("RoleName", name), ("PolicyDocument", trust)))
    }

    /// Sets the policy that bounds whatever a role may do.
    public func putPermissionsBoundary(_ policyARN: String, on name: String) async throws {
        try await change(
            "PutRolePermissionsBoundary",
            QueryParameters.member(("RoleName", name), ("PermissionsBoundary", policyARN)))
    }

    /// Makes the role that a service of AWS needs once per account; there already is fine.
    public func createServiceLinkedRole(for service: String) async throws {
        do {
            try await change("CreateServiceLinkedRole", QueryParameters.member(("AWSServiceName", service)))
        } catch let error as HimatError where error.awsCode == "InvalidInput" {
            return
        }
    }

    /// The names of the instance profiles a role is in.
    public func listInstanceProfiles(ofRole name: String) async throws -> [String] {
        try await pages(
            "ListInstanceProfilesForRole", QueryParameters.member(("RoleName", name)), list: "InstanceProfiles"
        )
        .compactMap { $0.text("InstanceProfileName") }
    }

    /// Takes a role out of an instance profile.
    public func removeRole(_ name: String, fromInstanceProfile profile: String) async throws {
        try await change(
            "RemoveRoleFromInstanceProfile",
            QueryParameters.member(("RoleName", name), ("InstanceProfileName", profile)))
    }

    func read(_ action: String, _ parameters: QueryParameters) async throws -> XMLElement {
        try await aws.query(.iam, action, parameters.pairs, repeatability: .safe)
    }

    @discardableResult
    func change(_ action: String, _ parameters: QueryParameters, repeatability: Repeatability = .safe) async throws
        -> XMLElement
    {
        try await aws.query(.iam, action, parameters.pairs, repeatability: repeatability)
    }

    func pages(_ action: String, _ parameters: QueryParameters, list: String) async throws -> [XMLElement] {
        var items: [XMLElement] = []
        var page = parameters
        while true {
            let result = try await read(action, page)["\(action)Result"] ?? XMLElement(action)
            items += result.list(list)
            guard result.text("IsTruncated") == "true", let marker = result.text("Marker") else { return items }
            page = parameters
            page.set("Marker", marker)
        }
    }

    static func role(_ item: XMLElement) -> Role {
        Role(
            name: item.text("RoleName") ?? "", arn: item.text("Arn") ?? "",
            createdAt: AWSTimestamp.parse(item.text("CreateDate")), tags: item.tags,
            trust: item.text("AssumeRolePolicyDocument").map(PolicyDocument.decodingPercent),
            boundary: item.text("PermissionsBoundary", "PermissionsBoundaryArn"))
    }
}
