// SPDX-License-Identifier: MIT
import HimatCore

/// The volume object of stage one's disk. After its claim was deleted it is `Released` and never binds again while it
/// remembers that claim, which server-side apply cannot make it forget: this can.
struct VolumeResource: ManagedResource {
    private static let claimField = "spec.claimRef"

    let object: ObjectResource

    var address: Address { object.address }
    var dependencies: [Address] { object.dependencies }
    var patience: Patience { object.patience }
    var createsIdempotently: Bool { true }
    var disposal: Disposal { object.disposal }
    var properties: [Property] {
        let spec = object.desired(nil).spec
        return [
            Property("volume", spec.at("csi", "volumeHandle")?.string),
            Property("size", spec.at("capacity", "storage")?.string),
        ]
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        var found = try await object.observe(in: context)
        guard !found.isEmpty, !object.target.isDestroying,
            let live = try await object.target.live(object.reference, in: context),
            let lost = try await lostClaim(of: live)
        else { return found }
        found[0].properties["lost_claim"] = .string(lost)
        return found
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let change = object.changes(from: observation, inputs: inputs)
        guard let lost = observation.properties["lost_claim"]?.string else { return change }
        let mending = FieldChange(Self.claimField, old: lost, new: nil)
        return switch change {
        case .none: .update([mending])
        case .update(let others): .update(others + [mending])
        case .replace, .refuse: change
        }
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        try await object.create(inputs: inputs, in: context)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        if changes.contains(where: { $0.path == Self.claimField }) {
            _ = try await object.target.client.merge(object.reference, ["spec": ["claimRef": nil]])
        }
        return try await object.update(observation, changes: changes, inputs: inputs, in: context)
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await object.delete(observation, in: context)
    }

    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? {
        try await object.refresh(observation, in: context)
    }

    /// The claim the volume remembers, if that claim is gone or another one has its name.
    private func lostClaim(of live: KubernetesObject) async throws -> String? {
        guard let claim = live.spec["claimRef"], let name = claim["name"]?.string, let uid = claim["uid"]?.string else {
            return nil
        }
        let reference = ObjectReference(.persistentVolumeClaim, name, namespace: claim["namespace"]?.string)
        let present = try await object.target.client.get(reference)
        return present?.uid == uid ? nil : "\(reference), which is gone"
    }
}
