// SPDX-License-Identifier: MIT
import HimatCore

/// The network of one cluster, with DNS names for its instances.
struct VPC: ManagedResource {
    static let address: Address = "vpc"

    let site: Site
    let cidr: CIDR

    var address: Address { Self.address }
    var dependencies: [Address] { [] }
    var patience: Patience { Patience(interval: .seconds(2), limit: .seconds(600)) }
    var properties: [Property] {
        [Property("cidr", cidr.description), Property("dns_hostnames", "true")]
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        async let listed = site.vpcs(in: context)
        async let subnets = site.subnets(in: context)
        let used = Set(try await subnets.map(\.vpcID))
        var found: [Observation] = []
        for vpc in try await listed where site.owns(vpc.tags, as: address) {
            // A VPC that was just deleted is listed for a moment longer than it can be asked about.
            guard
                let names = try await nilIfNotFound({ try await site.ec2.describeVPCAttribute(vpc.id, .dnsHostnames) })
            else { continue }
            found.append(observation(vpc, hasNames: names, isUsed: used.contains(vpc.id)))
        }
        return found
    }

    private func observation(_ vpc: EC2.VPC, hasNames: Bool, isUsed: Bool) -> Observation {
        Observation(
            id: vpc.id, state: vpc.state == "available" ? .ready : .pending(vpc.state),
            attributes: ["cidr": vpc.cidr],
            properties: [
                "cidr": .string(vpc.cidr), "dns_hostnames": .bool(hasNames),
                "tags": .tags(vpc.tags),
            ], isUsed: isUsed)
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let seen = observation.properties
        if let old = seen["cidr"]?.string, old != cidr.description {
            return .refuse(
                HimatError(
                    .preflightRefused, "vpc_cidr cannot change from \(old) to \(cidr): no plan replaces a VPC",
                    nextStep: "set vpc_cidr: \(old), or use another cluster_name"))
        }
        var changes: [FieldChange] = []
        if seen["dns_hostnames"]?.bool != true {
            changes.append(FieldChange("dns_hostnames", old: "false", new: "true"))
        }
        changes += TagDrift.changes(site.lastingTags(address), actual: seen.tags)
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let vpc = try await site.ec2.createVPC(
            cidr: cidr.description, tags: site.creationTags(address, in: context))
        try await enableNames(vpc.id, in: context)
        return observation(vpc, hasNames: true, isUsed: false)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        if changes.contains(under: "dns_hostnames") { try await enableNames(observation.id, in: context) }
        try await site.repairTags(changes, of: observation.id)
        return observation
    }

    private func enableNames(_ id: String, in context: OperationContext) async throws {
        try await Persistence.untilKnown(address, in: context) {
            try await site.ec2.modifyVPCAttribute(id, .dnsHostnames, to: true)
        }
    }

    /// Takes the security groups that balancers left behind along, rules that cross between groups first.
    func delete(_ observation: Observation, in context: OperationContext) async throws {
        let debris = NetworkDebris(site: site, vpcID: observation.id)
        try await Persistence.untilFree(
            address, limit: patience.limit, in: context, dependents: { await debris.dependents() },
            {
                try await debris.deleteSecurityGroups()
                try await site.ec2.deleteVPC(observation.id)
            })
    }
}

extension JSONValue {
    /// The `tags` of an observation's properties.
    var tags: [String: String] { (self["tags"]?.object ?? [:]).compactMapValues(\.string) }

    /// The strings of an array member.
    func strings(_ key: String) -> [String] { (self[key]?.array ?? []).compactMap(\.string) }

    /// Tags as a member of an observation's properties.
    static func tags(_ tags: [String: String]) -> JSONValue { .object(tags.mapValues { .string($0) }) }
    /// Strings as a member of an observation's properties.
    static func list(_ strings: [String]) -> JSONValue { .array(strings.map { .string($0) }) }
}
