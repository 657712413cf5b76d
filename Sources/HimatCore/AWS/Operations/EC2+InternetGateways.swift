// SPDX-License-Identifier: MIT

extension EC2 {
    /// An internet gateway.
    public struct InternetGateway: Sendable {
        /// `igw-…`.
        public var id: String
        /// The VPC it is attached to.
        public var vpcID: String?
        /// All tags.
        public var tags: [String: String]
    }

    /// The internet gateways that match.
    public func describeInternetGateways(_ filters: [Filter]) async throws -> [InternetGateway] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: filters)
        return try await pages("DescribeInternetGateways", parameters, list: "internetGatewaySet").map(Self.gateway)
    }

    /// Creates an internet gateway. The call has no client token.
    public func createInternetGateway(tags: [String: String]) async throws -> InternetGateway {
        var parameters = QueryParameters.ec2()
        parameters.set(tags: tags, for: "internet-gateway")
        let answer = try await change("CreateInternetGateway", parameters)
        return Self.gateway(answer["internetGateway"] ?? answer)
    }

    /// Attaches a gateway to a VPC.
    public func attachInternetGateway(_ id: String, vpcID: String) async throws {
        try await change("AttachInternetGateway", QueryParameters.ec2(("InternetGatewayId", id), ("VpcId", vpcID)))
    }

    /// Detaches a gateway; refused with `DependencyViolation` while the VPC has mapped public addresses.
    public func detachInternetGateway(_ id: String, vpcID: String) async throws {
        let parameters = QueryParameters.ec2(("InternetGatewayId", id), ("VpcId", vpcID))
        try await change("DetachInternetGateway", parameters, repeatability: .safe)
    }

    /// Deletes a detached gateway.
    public func deleteInternetGateway(_ id: String) async throws {
        try await change("DeleteInternetGateway", QueryParameters.ec2(("InternetGatewayId", id)), repeatability: .safe)
    }

    private static func gateway(_ item: XMLElement) -> InternetGateway {
        InternetGateway(
            id: item.text("internetGatewayId") ?? "",
            vpcID: item.list("attachmentSet").compactMap { $0.text("vpcId") }.first, tags: item.tags)
    }
}
