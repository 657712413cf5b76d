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
        var parameters = QueryParameters()
        parameters.add(filters: filters)
        return try await pages("DescribeVpcs", parameters, list: "vpcSet").map(Self.vpc)
    }

    /// Creates a VPC. The call has no client token: observe by tag before repeating it.
    public func createVPC(cidr: String, tags: [String: String]) async throws -> VPC {
        var parameters = QueryParameters(("CidrBlock", cidr))
        parameters.add(tags: tags, for: "vpc")
        let answer = try await change("CreateVpc", parameters)
        return Self.vpc(answer["vpc"] ?? answer)
    }

    /// Whether a switch of the VPC is on.
    public func describeVPCAttribute(_ id: String, _ attribute: VPCAttribute) async throws -> Bool {
        let parameters = QueryParameters(("VpcId", id), ("Attribute", attribute.rawValue))
        let answer = try await aws.query(.ec2, "DescribeVpcAttribute", parameters.fields, repeatability: .safe)
        return answer.text(attribute.rawValue, "value") == "true"
    }

    /// Sets a switch of the VPC.
    public func modifyVPCAttribute(_ id: String, _ attribute: VPCAttribute, to value: Bool) async throws {
        let name = attribute == .dnsHostnames ? "EnableDnsHostnames" : "EnableDnsSupport"
        var parameters = QueryParameters(("VpcId", id))
        parameters.add("\(name).Value", value)
        try await change("ModifyVpcAttribute", parameters, repeatability: .safe)
    }

    /// Deletes a VPC that has nothing in it.
    public func deleteVPC(_ id: String) async throws {
        try await change("DeleteVpc", QueryParameters(("VpcId", id)), repeatability: .safe)
    }

    private static func vpc(_ item: XMLElement) -> VPC {
        VPC(
            id: item.text("vpcId") ?? "", cidr: item.text("cidrBlock") ?? "", state: item.text("state") ?? "",
            tags: item.tags)
    }
}
