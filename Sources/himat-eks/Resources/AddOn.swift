// SPDX-License-Identifier: MIT
import HimatCore

/// A piece of Kubernetes that EKS installs and keeps. Its version is EKS's default when it is made and stays until asked for anew.
struct AddOn: ManagedResource {
    let site: Site
    /// What EKS calls it.
    let name: String
    var configuration: JSONValue?
    /// What must be there before, beside the cluster.
    var after: [Address] = []
    /// The version to go to; nil = the one it has, or EKS's default.
    var version: String?
    /// No node runs, so what it runs cannot be ready.
    var isAsleep = false

    static func address(_ name: String) -> Address { Address("addon.\(name)") }

    var address: Address { Self.address(name) }
    var dependencies: [Address] { [Cluster.address] + after }
    var createsIdempotently: Bool { true }
    var patience: Patience { Patience(interval: .seconds(10), limit: .seconds(1200)) }
    var properties: [Property] {
        [Property("version", version ?? "EKS's default for the cluster's version")]
            + (configuration.map { [Property("configuration", $0.rendered())] } ?? [])
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        guard try await site.cluster(in: context) != nil,
            let addOn = try await site.eks.describeAddOn(name, cluster: site.name)
        else { return [] }
        return [observation(addOn)]
    }

    private func observation(_ addOn: EKS.AddOn) -> Observation {
        let issues = addOn.issues.joined(separator: "; ")
        let state: Observation.State =
            switch addOn.status {
            case "ACTIVE": .ready
            case "DELETING": .deleting(addOn.status)
            case "CREATE_FAILED", "DELETE_FAILED": .failed("\(addOn.status) \(issues)")
            case "CREATING" where isAsleep, "DEGRADED" where isAsleep, "UPDATE_FAILED": .ready
            default: .pending(issues.isEmpty ? addOn.status : "\(addOn.status): \(issues)")
            }
        return Observation(
            id: addOn.name, state: state, attributes: ["version": addOn.version, "arn": addOn.arn],
            properties: [
                "version": .string(addOn.version),
                "configuration": addOn.configuration.flatMap { try? JSONValue.parse($0) } ?? .null,
                "tags": .tags(addOn.tags),
            ], createdAt: addOn.createdAt, isUsed: true)
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let seen = observation.properties
        if case .failed(let reason) = observation.state {
            return .update([FieldChange("status", old: reason, new: "ACTIVE")])
        }
        var changes: [FieldChange] = []
        if let version, seen["version"]?.string != version {
            changes.append(FieldChange("version", old: seen["version"]?.string, new: version))
        }
        if let configuration, !configuration.isCovered(by: seen["configuration"] ?? .null) {
            changes.append(
                FieldChange("configuration", old: seen["configuration"]?.rendered(), new: configuration.rendered()))
        }
        changes += TagDrift.changes(site.lastingTags(address), actual: seen.tags)
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let token = site.clientToken(address, configuration?.rendered() ?? "", in: context)
        let addOn = try await Persistence.whileBusy(address, limit: patience.limit, in: context) {
            try await site.eks.createAddOn(
                name, cluster: site.name, configuration: configuration?.rendered(),
                tags: site.creationTags(address, in: context), clientToken: token)
        }
        return observation(addOn)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        if changes.contains(under: "status") {
            try await delete(observation, in: context)
            try await Disappearance(address: address, patience: patience, context: context).wait {
                try await refresh(observation, in: context)
            }
            return try await create(inputs: inputs, in: context.recreating())
        }
        try await site.repairEKSTags(changes, of: observation.attributes["arn"] ?? "")
        if changes.contains(under: "version") || changes.contains(under: "configuration") {
            let wanted = configuration ?? observation.properties["configuration"].flatMap { $0.isNull ? nil : $0 }
            let token = site.clientToken(
                address, "update", version ?? "", wanted?.rendered() ?? "", context.runID, in: context)
            try await ClusterUpdate(
                site: site, address: address, addOn: name, limit: patience.limit, context: context
            ).run {
                try await site.eks.updateAddOn(
                    name, cluster: site.name, version: version, configuration: wanted?.rendered(), clientToken: token)
            }
        }
        return try await refresh(observation, in: context.freshReads()) ?? observation
    }

    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? {
        try await site.eks.describeAddOn(name, cluster: site.name).map(self.observation)
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await ignoringNotFound {
            try await Persistence.whileBusy(address, limit: patience.limit, in: context) {
                try await site.eks.deleteAddOn(name, cluster: site.name)
            }
        }
    }
}

extension JSONValue {
    /// Whether every member of this object is in the other with the same value; what others set beside is theirs.
    func isCovered(by other: JSONValue) -> Bool {
        guard let members = object else { return self == other }
        return members.allSatisfy { key, value in other[key].map { value.isCovered(by: $0) } ?? false }
    }
}
