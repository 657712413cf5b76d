// SPDX-License-Identifier: MIT
public import FoundationEssentials
internal import HimatSupport

extension EKS {
    /// Who may use the Kubernetes API.
    public struct AccessEntry: Sendable {
        /// The user or role.
        public var principalARN: String
        /// The entry's own ARN.
        public var arn: String
        /// `STANDARD`, `EC2_LINUX` …
        public var type: String
        /// When it was made.
        public var createdAt: Date?
        /// All tags.
        public var tags: [String: String]
    }

    /// The entry of a principal, or nil.
    public func describeAccessEntry(_ principalARN: String, cluster: String) async throws -> AccessEntry? {
        try await nilIfNotFound {
            let answer = try await get("DescribeAccessEntry", ["clusters", cluster, "access-entries", principalARN])
            return Self.accessEntry(answer["accessEntry"] ?? .null)
        }
    }

    /// Creates the entry of a principal.
    public func createAccessEntry(
        _ principalARN: String, cluster: String, tags: [String: String], clientToken: String
    ) async throws -> AccessEntry {
        let body: JSONValue = [
            "principalArn": .string(principalARN), "type": "STANDARD", "tags": .strings(tags),
            "clientRequestToken": .string(clientToken),
        ]
        let answer = try await post("CreateAccessEntry", ["clusters", cluster, "access-entries"], body)
        return Self.accessEntry(answer["accessEntry"] ?? .null)
    }

    /// Removes the entry of a principal.
    public func deleteAccessEntry(_ principalARN: String, cluster: String) async throws {
        try await delete("DeleteAccessEntry", ["clusters", cluster, "access-entries", principalARN])
    }

    /// The ARNs of the policies a principal has for the whole cluster; none when it has no entry.
    public func listAssociatedAccessPolicies(_ principalARN: String, cluster: String) async throws -> [String] {
        let path = ["clusters", cluster, "access-entries", principalARN, "access-policies"]
        let policies = try await nilIfNotFound {
            try await pages("ListAssociatedAccessPolicies", path, key: "associatedAccessPolicies")
        }
        return (policies ?? []).filter { $0.at("accessScope", "type")?.string == "cluster" }
            .compactMap { $0["policyArn"]?.string }
    }

    /// Gives a principal a policy for the whole cluster; giving it twice is the same as once.
    public func associateAccessPolicy(_ policyARN: String, principalARN: String, cluster: String) async throws {
        let path = ["clusters", cluster, "access-entries", principalARN, "access-policies"]
        let body: JSONValue = ["policyArn": .string(policyARN), "accessScope": ["type": "cluster"]]
        _ = try await post("AssociateAccessPolicy", path, body, repeatability: .safe)
    }

    /// Takes a policy from a principal.
    public func disassociateAccessPolicy(_ policyARN: String, principalARN: String, cluster: String) async throws {
        let path = ["clusters", cluster, "access-entries", principalARN, "access-policies", policyARN]
        try await delete("DisassociateAccessPolicy", path)
    }

    private static func accessEntry(_ value: JSONValue) -> AccessEntry {
        AccessEntry(
            principalARN: value["principalArn"]?.string ?? "", arn: value["accessEntryArn"]?.string ?? "",
            type: value["type"]?.string ?? "", createdAt: AWSTimestamp.parse(value["createdAt"]),
            tags: value["tags"]?.stringMembers ?? [:])
    }
}
