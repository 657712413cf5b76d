// SPDX-License-Identifier: MIT

extension EC2 {
    /// A virtual private cloud.
    public struct VPC: Sendable {
        /// `vpc-…`.
        public var id: String
        /// The primary IPv4 range.
        public var cidr: String
        /// `pending` or `available`.
        public var state: String
        /// All tags.
        public var tags: [String: String]
    }

    /// The switches of a VPC that only `DescribeVpcAttribute` tells, one a call.
    public enum VPCAttribute: String, Sendable {
        /// Instances get public DNS names.
        case dnsHostnames = "enableDnsHostnames"
        /// The resolver of the VPC answers.
        case dnsSupport = "enableDnsSupport"
    }

    /// The VPCs that match.
    public func describeVPCs(_ filters: [Filter]) async throws -> [VPC] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: filters)
        return try await pages("DescribeVpcs", parameters, list: "vpcSet").map(Self.vpc)
    }

    /// Creates a VPC. The call has no client token: observe by tag before repeating it.
    public func createVPC(cidr: String, tags: [String: String]) async throws -> VPC {
        var parameters = QueryParameters.ec2(("CidrBlock", cidr))
        parameters.set(tags: tags, for: "vpc")
        let answer = try await change("CreateVpc", parameters)
        return Self.vpc(answer["vpc"] ?? answer)
    }

    /// Whether a switch of the VPC is on.
    public func describeVPCAttribute(_ id: String, _ attribute: VPCAttribute) async throws -> Bool {
        let parameters = QueryParameters.ec2(("VpcId", id), ("Attribute", attribute.rawValue))
        let answer = try await aws.query(.ec2, "DescribeVpcAttribute", parameters.pairs, repeatability: .safe)
        return answer.text(attribute.rawValue, "value") == "true"
    }

    /// Sets a switch of the VPC.
    public func modifyVPCAttribute(_ id: String, _ attribute: VPCAttribute, to value: Bool) async throws {
        let name = attribute == .dnsHostnames ? "EnableDnsHostnames" : "EnableDnsSupport"
        var parameters = QueryParameters.ec2(("VpcId", id))
        parameters.set("\(name).Value", value)
        try await change("ModifyVpcAttribute", parameters, repeatability: .safe)
    }

    /// Deletes a VPC that has nothing in it.
    public func deleteVPC(_ id: String) async throws {
        try await change("DeleteVpc", QueryParameters.ec2(("VpcId", id)), repeatability: .safe)
    }

    private static func vpc(_ item: XMLElement) -> VPC {
        VPC(
            id: item.text("vpcId") ?? "", cidr: item.text("cidrBlock") ?? "", state: item.text("state") ?? "",
            tags: item.tags)
    }
}
