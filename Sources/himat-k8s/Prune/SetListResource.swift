// SPDX-License-Identifier: MIT
import HimatCore

/// The ConfigMap `himat-set`: written after everything it names, and, in a destroy, the last to go.
struct SetListResource: ManagedResource {
    let target: Target
    /// The objects it names, by address.
    let members: [Address: ObjectReference]
    /// What it named before and is being deleted now: a name goes when the object is gone, so that none is ever forgotten.
    var former: [SetList.Member] = []
    let dependencies: [Address]

    static let address: Address = "config-map.himat-set"

    var address: Address { Self.address }
    var createsIdempotently: Bool { true }
    var properties: [Property] { [Property("objects", String(members.count))] }

    static func reference(in namespace: String) -> ObjectReference {
        ObjectReference(.configMap, ObjectNames.setList, namespace: namespace)
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        guard let live = try await target.live(Self.reference(in: target.namespace), in: context), target.owns(live)
        else { return [] }
        return [observation(of: live)]
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let present = SetList(text: observation.properties["text"]?.string ?? "").entries
        let wanted = list(inputs).entries
        let unknown = members.keys.filter { inputs.known($0, "id") == nil }.count
        guard wanted != present || unknown > 0 else { return .none }
        let (old, new) = (present.count, wanted.count + unknown)
        return .update([FieldChange("objects", old: String(old), new: old == new ? "\(new), others" : String(new))])
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        var list = list(inputs)
        for member in former where try await target.client.get(member.reference)?.uid == member.uid {
            list.entries.insert(SetList.Entry(member.reference, uid: member.uid, plugin: member.plugin))
        }
        let object = KubernetesObject(
            Self.reference(in: target.namespace), labels: ObjectNames.labels(cluster: target.cluster.name),
            ["data": [SetList.key: .string(list.text)]])
        return observation(of: try await target.client.apply(object, force: target.takesOwnership))
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        try await create(inputs: inputs, in: context)
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await target.client.delete(Self.reference(in: target.namespace), uid: observation.id)
    }

    /// What is known to exist and to be ours.
    private func list(_ inputs: Inputs) -> SetList {
        var entries: Set<SetList.Entry> = []
        for (address, reference) in members {
            guard let uid = inputs.known(address, "id"), inputs.known(address, "owned") != "false" else { continue }
            entries.insert(SetList.Entry(reference, uid: uid, plugin: ObjectResource.plugin(of: address)))
        }
        return SetList(entries)
    }

    private func observation(of live: KubernetesObject) -> Observation {
        Observation(
            id: live.uid, name: live.reference?.description, state: live.isTerminating ? .deleting("ending") : .ready,
            properties: ["text": .string(live.texts[SetList.key] ?? "")], createdAt: live.createdAt)
    }
}
