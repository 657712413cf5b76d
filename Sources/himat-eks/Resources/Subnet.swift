// SPDX-License-Identifier: MIT
import HimatCore

/// One of the two public subnets; `a` is in the zone of volume and stable node, `b` gives EKS its second zone and spot nodes more choice.
struct Subnet: ManagedResource {
    static let a: Address = "subnet.a"
    static let b: Address = "subnet.b"

    let site: Site
    let address: Address
    let cidr: CIDR
    let zone: String

    var dependencies: [Address] { [VPC.address] }
    var patience: Patience { Patience(interval: .seconds(2), limit: .seconds(900)) }
    var properties: [Property] {
        [
            Property("cidr", cidr.description), Property("zone", zone), Property("map_public_ip", "true"),
            Property("vpc", nil),
        ]
    }

    private var kubernetesTags: [String: String] {
        ["kubernetes.io/cluster/\(site.name)": "shared", "kubernetes.io/role/elb": "1"]
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        async let listed = site.subnets(in: context)
        async let cluster = site.cluster(in: context)
        let used = Set(try await cluster?.subnetIDs ?? [])
        return try await listed.filter { site.owns($0.tags, as: address) }.map {
            observation($0, isUsed: used.contains($0.id))
        }
    }

    private func observation(_ subnet: EC2.Subnet, isUsed: Bool) -> Observation {
        Observation(
            id: subnet.id, state: subnet.state == "available" ? .ready : .pending(subnet.state),
            attributes: ["zone": subnet.zone, "vpc": subnet.vpcID],
            properties: [
                "cidr": .string(subnet.cidr), "zone": .string(subnet.zone), "map_public_ip": .bool(subnet.mapsPublicIP),
                "tags": .tags(subnet.tags),
            ], isUsed: isUsed)
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let seen = observation.properties
        for (field, wanted) in [("cidr", cidr.description), ("zone", zone)] where seen[field]?.string != wanted {
            let old = seen[field]?.string ?? "?"
            return .refuse(
                HimatError(
                    .preflightRefused, "\(address) is in \(field) \(old) and cannot move to \(wanted)",
                    nextStep: "destroy and apply again (the volume is kept), or take the change back"))
        }
        var changes: [FieldChange] = []
        if seen["map_public_ip"]?.bool != true {
            changes.append(FieldChange("map_public_ip", old: "false", new: "true"))
        }
        changes += TagDrift.changes(site.lastingTags(address, kubernetesTags), actual: seen.tags)
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let vpc = try inputs.require(VPC.address, "id")
        let tags = site.creationTags(address, kubernetesTags, in: context)
        var subnet = try await Persistence.untilKnown(address, in: context) {
            try await site.ec2.createSubnet(vpcID: vpc, cidr: cidr.description, zone: zone, tags: tags)
        }
        try await mapPublicIP(subnet.id, in: context)
        subnet.mapsPublicIP = true
        return observation(subnet, isUsed: false)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        if changes.contains(under: "map_public_ip") { try await mapPublicIP(observation.id, in: context) }
        try await site.repairTags(changes, of: observation.id)
        return observation
    }

    private func mapPublicIP(_ id: String, in context: OperationContext) async throws {
        try await Persistence.untilKnown(address, in: context) {
            try await site.ec2.modifySubnet(id, mapsPublicIP: true)
        }
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        let debris = NetworkDebris(site: site, vpcID: observation.attributes["vpc"] ?? "")
        try await Persistence.untilFree(
            address, limit: patience.limit, in: context, dependents: { await debris.dependents() },
            {
                try await debris.deleteUnusedInterfaces(subnetID: observation.id)
                try await site.ec2.deleteSubnet(observation.id)
            })
    }
}
