// SPDX-License-Identifier: MIT
import HimatCore

/// The way out of the VPC; nodes have public addresses, so no NAT gateway is paid for.
struct InternetGateway: ManagedResource {
    static let address: Address = "internet-gateway"

    let site: Site

    var address: Address { Self.address }
    var dependencies: [Address] { [VPC.address] }
    var patience: Patience { Patience(interval: .seconds(2), limit: .seconds(600)) }
    var properties: [Property] { [Property("vpc", nil)] }

    func observe(in context: OperationContext) async throws -> [Observation] {
        try await site.gateways(in: context).filter { site.owns($0.tags, as: address) }.map(observation)
    }

    private func observation(_ gateway: EC2.InternetGateway) -> Observation {
        Observation(
            id: gateway.id,
            properties: ["vpc": gateway.vpcID.map { .string($0) } ?? .null, "tags": .tags(gateway.tags)],
            isUsed: gateway.vpcID != nil)
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let attached = observation.properties["vpc"]?.string
        var changes = TagDrift.changes(site.lastingTags(address), actual: observation.properties.tags)
        let vpc = inputs.known(VPC.address, "id")
        if attached == nil || vpc.map({ $0 != attached }) ?? false {
            changes.append(FieldChange("vpc", old: attached, new: vpc))
        }
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let vpc = try inputs.require(VPC.address, "id")
        var gateway = try await site.ec2.createInternetGateway(tags: site.creationTags(address, in: context))
        try await attach(gateway.id, to: vpc, in: context)
        gateway.vpcID = vpc
        return observation(gateway)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        if changes.contains(under: "vpc") {
            if let old = observation.properties["vpc"]?.string {
                try await ignoringNotFound { try await site.ec2.detachInternetGateway(observation.id, vpcID: old) }
            }
            try await attach(observation.id, to: try inputs.require(VPC.address, "id"), in: context)
        }
        try await site.repairTags(changes, of: observation.id)
        return observation
    }

    /// Attached already is done: an interrupted run may have come this far.
    private func attach(_ id: String, to vpc: String, in context: OperationContext) async throws {
        do {
            try await Persistence.untilKnown(address, in: context) {
                try await site.ec2.attachInternetGateway(id, vpcID: vpc)
            }
        } catch let error as HimatError where error.awsCode == "Resource.AlreadyAssociated" {
            return
        }
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        if let vpc = observation.properties["vpc"]?.string {
            let debris = NetworkDebris(site: site, vpcID: vpc)
            try await Persistence.untilFree(
                address, limit: patience.limit, in: context, dependents: { await debris.dependents() },
                {
                    do {
                        try await site.ec2.detachInternetGateway(observation.id, vpcID: vpc)
                    } catch let error as HimatError where error.awsCode == "Gateway.NotAttached" {
                        return
                    }
                })
        }
        try await ignoringNotFound { try await site.ec2.deleteInternetGateway(observation.id) }
    }
}
