// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// The home of the notebooks: an encrypted disk that outlives the cluster unless its deletion is asked for by name.
struct Volume: ManagedResource {
    static let address: Address = "volume"

    let site: Site
    let size: Int
    let zone: String
    let retention: VolumeRetention

    var address: Address { Self.address }
    var dependencies: [Address] { [] }
    var patience: Patience { Patience(interval: .seconds(2), limit: .seconds(900)) }
    var createsIdempotently: Bool { true }
    var disposal: Disposal {
        retention == .keep ? .keep("the notebooks' home; `himat-eks destroy --volume delete` removes it") : .delete
    }
    var properties: [Property] {
        [
            Property("size", "\(size) GiB"), Property("type", "gp3"), Property("encrypted", "true"),
            Property("zone", zone),
        ]
    }

    private var driverTags: [String: String] {
        ["ebs.csi.aws.com/cluster": "true", "ebs.csi.aws.com/cluster-name": site.name]
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        try await site.volumes(in: context)
            .filter { site.owns($0.tags, as: address) && $0.state != "deleted" }.map(observation)
    }

    private func observation(_ volume: EC2.Volume) -> Observation {
        let state: Observation.State =
            switch volume.state {
            case "available", "in-use": .ready
            case "deleting": .deleting(volume.state)
            case "error": .failed("EC2 could not make the volume")
            default: .pending(volume.state)
            }
        return Observation(
            id: volume.id, state: state, attributes: ["zone": volume.zone, "size": String(volume.size)],
            properties: [
                "size": .int(volume.size), "zone": .string(volume.zone), "tags": .tags(volume.tags),
                "attached": .list(volume.attachedTo),
            ], createdAt: volume.createdAt, isUsed: true)
    }

    /// The attached one, else the oldest. A second volume (restored from a snapshot, say) is reported and stays:
    /// it may hold notebooks, attached or not, so every volume counts as used and no apply deletes one.
    func choose(among matches: [Observation]) -> Int {
        let ranked = matches.indices.sorted { left, right in
            let (a, b) = (matches[left], matches[right])
            let (isHeld, isOtherHeld) = (
                !a.properties.strings("attached").isEmpty, !b.properties.strings("attached").isEmpty
            )
            if isHeld != isOtherHeld { return isHeld }
            if let earlier = a.createdAt, let later = b.createdAt, earlier != later { return earlier < later }
            return a.id < b.id
        }
        return ranked.first ?? 0
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let seen = observation.properties
        let old = seen["size"]?.int ?? 0
        if size < old {
            return .refuse(
                HimatError(
                    .preflightRefused, "jupyter_gb_storage cannot shrink from \(old) to \(size): EBS volumes only grow",
                    details: ["volume \(observation.id)"], nextStep: "set jupyter_gb_storage: \(old)"))
        }
        if let place = seen["zone"]?.string, place != zone {
            return .refuse(
                HimatError(
                    .preflightRefused, "The volume \(observation.id) is in \(place) and no plan moves it to \(zone)",
                    nextStep: "set availability_zone: \(place), or leave the key out"))
        }
        var changes: [FieldChange] = []
        if size > old { changes.append(FieldChange("size", old: "\(old) GiB", new: "\(size) GiB")) }
        changes += TagDrift.changes(
            site.lastingTags(address, driverTags), actual: seen.tags, absent: [TagKey.retained])
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let volume = try await site.ec2.createVolume(
            size: size, zone: zone, tags: site.creationTags(address, driverTags, in: context),
            clientToken: site.clientToken(address, String(size), zone, in: context))
        return observation(volume)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        if changes.contains(under: "size") { try await site.ec2.modifyVolume(observation.id, size: size) }
        try await site.repairTags(changes, of: observation.id)
        return observation
    }

    func keep(_ observation: Observation, in context: OperationContext) async throws {
        let moment = context.clock.now().formatted(.iso8601)
        try await site.ec2.createTags([TagKey.retained: moment], on: [observation.id])
    }

    /// With `snapshot` the volume goes only after its snapshot is complete.
    func delete(_ observation: Observation, in context: OperationContext) async throws {
        if retention == .snapshot {
            try await VolumeSnapshot(site: site, volumeID: observation.id).complete(patience, in: context)
        }
        let attached = observation.properties.strings("attached")
        try await Persistence.untilFree(
            address, limit: patience.limit, in: context, dependents: { attached },
            { try await site.ec2.deleteVolume(observation.id) })
    }
}
