// SPDX-License-Identifier: MIT
public import FoundationEssentials
internal import HimatSupport

extension EKS {
    /// A Kubernetes version that EKS offers.
    public struct ClusterVersion: Sendable, Hashable {
        /// E.g. `1.36`.
        public var version: String
        /// Whether it is in standard support.
        public var isStandard: Bool
        /// Whether it is in extended support, which costs six times as much.
        public var isExtended: Bool
        /// When standard support ends.
        public var endOfStandardSupport: Date?

        /// The parts of the version as numbers, for comparison.
        public var parts: [Int] { version.split(separator: ".").compactMap { Int($0) } }
    }

    /// The versions that EKS offers, newest first.
    public func describeClusterVersions() async throws -> [ClusterVersion] {
        try await pages("DescribeClusterVersions", ["cluster-versions"], key: "clusterVersions").map { value in
            let status = (value["versionStatus"]?.string ?? value["status"]?.string ?? "").uppercased()
            return ClusterVersion(
                version: value["clusterVersion"]?.string ?? "", isStandard: status.hasPrefix("STANDARD"),
                isExtended: status.hasPrefix("EXTENDED"),
                endOfStandardSupport: AWSTimestamp.parse(value["endOfStandardSupportDate"]))
        }.sorted { $1.parts.lexicographicallyPrecedes($0.parts) }
    }

    /// An update under way or done.
    public struct Update: Sendable {
        /// Its id.
        public var id: String
        /// `InProgress`, `Failed`, `Cancelled`, `Successful`.
        public var status: String
        /// Why it failed, `code: message` each.
        public var errors: [String]
    }

    /// What became of an update.
    public func describeUpdate(_ id: String, cluster: String, nodeGroup: String? = nil, addOn: String? = nil)
        async throws
        -> Update
    {
        var query: [(String, String)] = []
        if let nodeGroup { query.append(("nodegroupName", nodeGroup)) }
        if let addOn { query.append(("addonName", addOn)) }
        let update =
            try await get("DescribeUpdate", ["clusters", cluster, "updates", id], query: query)["update"] ?? .null
        return Update(
            id: update["id"]?.string ?? id, status: update["status"]?.string ?? "",
            errors: (update["errors"]?.array ?? []).map {
                "\($0["errorCode"]?.string ?? "error"): \($0["errorMessage"]?.string ?? "")"
            })
    }
}
