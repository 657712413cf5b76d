// SPDX-License-Identifier: MIT
import HimatCore

/// The routes of both subnets: everything that is not local goes to the internet gateway.
struct RouteTable: ManagedResource {
    static let address: Address = "route-table"

    let site: Site
    let subnets: [Address]

    var address: Address { Self.address }
    var dependencies: [Address] { [VPC.address, InternetGateway.address] + subnets }
    var patience: Patience { Patience(interval: .seconds(2), limit: .seconds(300)) }
    var createsIdempotently: Bool { true }
    var properties: [Property] {
        [Property("route 0.0.0.0/0", nil)] + subnets.map { Property("association \($0)", nil) }
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        try await site.routeTables(in: context).filter { site.owns($0.tags, as: address) }.map(observation)
    }

    private func observation(_ table: EC2.RouteTable) -> Observation {
        let subnetIDs = table.associations.compactMap(\.subnetID)
        return Observation(
            id: table.id,
            properties: [
                "gateway": table.defaultGatewayID.map { .string($0) } ?? .null, "subnets": .list(subnetIDs),
                "associations": .list(table.associations.filter { !$0.isMain }.map(\.id)), "tags": .tags(table.tags),
            ], isUsed: !subnetIDs.isEmpty)
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let seen = observation.properties
        var changes = TagDrift.changes(site.lastingTags(address), actual: seen.tags)
        let gateway = inputs.known(InternetGateway.address, "id")
        let old = seen["gateway"]?.string
        if old == nil || gateway.map({ $0 != old }) ?? false {
            changes.append(FieldChange("route 0.0.0.0/0", old: old, new: gateway))
        }
        let associated = seen.strings("subnets")
        for subnet in subnets {
            let id = inputs.known(subnet, "id")
            if id.map({ !associated.contains($0) }) ?? true {
                changes.append(FieldChange("association \(subnet)", old: nil, new: id))
            }
        }
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let vpc = try inputs.require(VPC.address, "id")
        let token = site.clientToken(address, vpc, in: context)
        var table = try await Persistence.untilKnown(address, in: context) {
            try await site.ec2.createRouteTable(
                vpcID: vpc, tags: site.creationTags(address, in: context), clientToken: token)
        }
        try await route(table.id, inputs: inputs, in: context)
        for subnet in subnets { try await associate(table.id, try inputs.require(subnet, "id"), in: context) }
        table.defaultGatewayID = try inputs.require(InternetGateway.address, "id")
        return observation(table)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        if changes.contains(under: "route 0.0.0.0/0") { try await route(observation.id, inputs: inputs, in: context) }
        for subnet in subnets where changes.contains(under: "association \(subnet)") {
            try await associate(observation.id, try inputs.require(subnet, "id"), in: context)
        }
        try await site.repairTags(changes, of: observation.id)
        return observation
    }

    private func route(_ id: String, inputs: Inputs, in context: OperationContext) async throws {
        let gateway = try inputs.require(InternetGateway.address, "id")
        do {
            try await Persistence.untilKnown(address, in: context) {
                try await site.ec2.createDefaultRoute(in: id, gatewayID: gateway)
            }
        } catch let error as HimatError where error.awsCode == "RouteAlreadyExists" {
            try await site.ec2.replaceDefaultRoute(in: id, gatewayID: gateway)
        }
    }

    /// A subnet that uses another table is given ours; that other table is left alone.
    private func associate(_ id: String, _ subnet: String, in context: OperationContext) async throws {
        do {
            try await Persistence.untilKnown(address, in: context) {
                _ = try await site.ec2.associateRouteTable(id, subnetID: subnet)
            }
        } catch let error as HimatError where error.awsCode == "Resource.AlreadyAssociated" {
            let tables = try await site.ec2.describeRouteTables([EC2.Filter("association.subnet-id", subnet)])
            // Ours already: an interrupted run may have come this far.
            guard let other = tables.first(where: { $0.id != id }),
                let association = other.associations.first(where: { $0.subnetID == subnet && !$0.isMain })
            else { return }
            try await site.ec2.replaceRouteTableAssociation(association.id, with: id)
        }
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        for association in observation.properties.strings("associations") {
            try await ignoringNotFound { try await site.ec2.disassociateRouteTable(association) }
        }
        try await Persistence.untilFree(
            address, limit: patience.limit, in: context, dependents: { [] },
            { try await site.ec2.deleteRouteTable(observation.id) })
    }
}
