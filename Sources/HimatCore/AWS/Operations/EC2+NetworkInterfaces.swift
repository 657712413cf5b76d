// SPDX-License-Identifier: MIT

extension EC2 {
    /// A network interface.
    public struct NetworkInterface: Sendable {
        /// `eni-…`.
        public var id: String
        /// The VPC it is in.
        public var vpcID: String
        /// `available`, `in-use` …
        public var status: String
        /// What its maker wrote, e.g. `ELB a1b2…`, `aws-K8S-i-…`.
        public var description: String
        /// Whether AWS runs it for a service (a balancer's, EKS's).
        public var isRequesterManaged: Bool
        /// The security groups on it.
        public var groups: [String]
        /// All tags.
        public var tags: [String: String]
    }

    /// The network interfaces that match.
    public func describeNetworkInterfaces(_ filters: [Filter]) async throws -> [NetworkInterface] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: filters)
        return try await pages("DescribeNetworkInterfaces", parameters, list: "networkInterfaceSet").map { item in
            NetworkInterface(
                id: item.text("networkInterfaceId") ?? "", vpcID: item.text("vpcId") ?? "",
                status: item.text("status") ?? "", description: item.text("description") ?? "",
                isRequesterManaged: item.text("requesterManaged") == "true",
                groups: item.list("groupSet").compactMap { $0.text("groupId") }, tags: item.tags)
        }
    }

    /// Deletes an interface that is attached nowhere.
    public func deleteNetworkInterface(_ id: String) async throws {
        try await change(
            "DeleteNetworkInterface", QueryParameters.ec2(("NetworkInterfaceId", id)), repeatability: .safe)
    }
}
