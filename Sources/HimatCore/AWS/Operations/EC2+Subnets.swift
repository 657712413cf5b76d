// SPDX-License-Identifier: MIT

extension EC2 {
    /// A subnet.
    public struct Subnet: Sendable {
        /// `subnet-…`.
        public var id: String
        /// The VPC it is in.
        public var vpcID: String
        /// Its IPv4 range.
        public var cidr: String
        /// Its zone's name, e.g. `us-west-2a`.
        public var zone: String
        /// `pending` or `available`.
        public var state: String
        /// Whether instances get a public address.
        public var mapsPublicIP: Bool
        /// All tags.
        public var tags: [String: String]
    }

    /// The subnets that match.
    public func describeSubnets(_ filters: [Filter]) async throws -> [Subnet] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: filters)
        return try await pages("DescribeSubnets", parameters, list: "subnetSet").map(Self.subnet)
    }

    /// Creates a subnet. The call has no client token.
    public func createSubnet(vpcID: String, cidr: String, zone: String, tags: [String: String]) async throws -> Subnet {
        var parameters = QueryParameters.ec2(("VpcId", vpcID), ("CidrBlock", cidr), ("AvailabilityZone", zone))
        parameters.set(tags: tags, for: "subnet")
        let answer = try await change("CreateSubnet", parameters)
        return Self.subnet(answer["subnet"] ?? answer)
    }

    /// Says whether instances in the subnet get a public address.
    public func modifySubnet(_ id: String, mapsPublicIP: Bool) async throws {
        var parameters = QueryParameters.ec2(("SubnetId", id))
        parameters.set("MapPublicIpOnLaunch.Value", mapsPublicIP)
        try await change("ModifySubnetAttribute", parameters, repeatability: .safe)
    }

    /// Deletes a subnet without network interfaces.
    public func deleteSubnet(_ id: String) async throws {
        try await change("DeleteSubnet", QueryParameters.ec2(("SubnetId", id)), repeatability: .safe)
    }

    private static func subnet(_ item: XMLElement) -> Subnet {
        Subnet(
            id: item.text("subnetId") ?? "", vpcID: item.text("vpcId") ?? "", cidr: item.text("cidrBlock") ?? "",
            zone: item.text("availabilityZone") ?? "", state: item.text("state") ?? "",
            mapsPublicIP: item.text("mapPublicIpOnLaunch") == "true", tags: item.tags)
    }
}
