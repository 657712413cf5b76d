// SPDX-License-Identifier: MIT

extension EC2 {
    /// A route table with what matters of its routes.
    public struct RouteTable: Sendable {
        /// An association with a subnet.
        public struct Association: Sendable {
            /// `rtbassoc-…`.
            public var id: String
            /// The subnet; nil for the main association.
            public var subnetID: String?
            /// Whether this is the VPC's main association, which cannot be removed.
            public var isMain: Bool
        }

        /// `rtb-…`.
        public var id: String
        /// The VPC it is in.
        public var vpcID: String
        /// The target of 0.0.0.0/0, when it is a gateway.
        public var defaultGatewayID: String?
        /// Which subnets use it.
        public var associations: [Association]
        /// All tags.
        public var tags: [String: String]
    }

    /// The route tables that match.
    public func describeRouteTables(_ filters: [Filter]) async throws -> [RouteTable] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: filters)
        return try await pages("DescribeRouteTables", parameters, list: "routeTableSet").map(Self.routeTable)
    }

    /// Creates a route table.
    public func createRouteTable(vpcID: String, tags: [String: String], clientToken: String) async throws -> RouteTable
    {
        var parameters = QueryParameters.ec2(("VpcId", vpcID), ("ClientToken", clientToken))
        parameters.set(tags: tags, for: "route-table")
        let answer = try await change("CreateRouteTable", parameters, repeatability: .clientToken)
        return Self.routeTable(answer["routeTable"] ?? answer)
    }

    /// Adds the default route through an internet gateway.
    public func createDefaultRoute(in id: String, gatewayID: String) async throws {
        try await change(
            "CreateRoute",
            QueryParameters.ec2(("RouteTableId", id), ("DestinationCidrBlock", "0.0.0.0/0"), ("GatewayId", gatewayID)))
    }

    /// Points the default route to another internet gateway.
    public func replaceDefaultRoute(in id: String, gatewayID: String) async throws {
        try await change(
            "ReplaceRoute",
            QueryParameters.ec2(("RouteTableId", id), ("DestinationCidrBlock", "0.0.0.0/0"), ("GatewayId", gatewayID)),
            repeatability: .safe)
    }

    /// Lets a subnet use the table; returns the association's id.
    @discardableResult
    public func associateRouteTable(_ id: String, subnetID: String) async throws -> String {
        let answer = try await change(
            "AssociateRouteTable", QueryParameters.ec2(("RouteTableId", id), ("SubnetId", subnetID)))
        return answer.text("associationId") ?? ""
    }

    /// Lets the subnet of an association use another table instead; returns the new association's id.
    @discardableResult
    public func replaceRouteTableAssociation(_ associationID: String, with id: String) async throws -> String {
        let parameters = QueryParameters.ec2(("AssociationId", associationID), ("RouteTableId", id))
        return try await change("ReplaceRouteTableAssociation", parameters).text("newAssociationId") ?? ""
    }

    /// Ends an association.
    public func disassociateRouteTable(_ associationID: String) async throws {
        let parameters = QueryParameters.ec2(("AssociationId", associationID))
        try await change("DisassociateRouteTable", parameters, repeatability: .safe)
    }

    /// Deletes a table that no subnet uses.
    public func deleteRouteTable(_ id: String) async throws {
        try await change("DeleteRouteTable", QueryParameters.ec2(("RouteTableId", id)), repeatability: .safe)
    }

    private static func routeTable(_ item: XMLElement) -> RouteTable {
        let route = item.list("routeSet").first { $0.text("destinationCidrBlock") == "0.0.0.0/0" }
        return RouteTable(
            id: item.text("routeTableId") ?? "", vpcID: item.text("vpcId") ?? "",
            defaultGatewayID: route?.text("gatewayId"),
            associations: item.list("associationSet").map {
                RouteTable.Association(
                    id: $0.text("routeTableAssociationId") ?? "", subnetID: $0.text("subnetId"),
                    isMain: $0.text("main") == "true")
            }, tags: item.tags)
    }
}
