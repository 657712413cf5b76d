// SPDX-License-Identifier: MIT
import HimatCore

/// The ConfigMap `himat-outputs`: what other tools read of stage two from the cluster itself. No token in it.
struct OutputsResource: ManagedResource {
    let target: Target
    let config: ClusterConfig
    /// How many workers were decided on; nil = not yet.
    let workers: Int?
    let dependencies: [Address]

    private static let links: Set = ["jupyter_url", "dask_url"]
    static let address: Address = "config-map.himat-outputs"
    static let service: Address = "service.jupyter"
    static let notebook: Address = "deployment.jupyter"

    static func reference(in namespace: String) -> ObjectReference {
        ObjectReference(.configMap, ObjectNames.outputs, namespace: namespace)
    }

    var address: Address { Self.address }
    var createsIdempotently: Bool { true }
    var properties: [Property] { [Property("jupyter_url", nil), Property("dask_url", nil)] }
    private var reference: ObjectReference { Self.reference(in: target.namespace) }

    func observe(in context: OperationContext) async throws -> [Observation] {
        guard let live = try await target.live(reference, in: context), target.owns(live) else { return [] }
        return [observation(of: live)]
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let live = observation.properties["data"]?.object ?? [:]
        let changes = texts(inputs).sorted { $0.key < $1.key }.compactMap { key, value -> FieldChange? in
            guard let value else {
                // Links that stand there while their balancer has no address are about to be other ones.
                guard Self.links.contains(key), let old = live[key]?.string else { return nil }
                return FieldChange("data.\(key)", old: old, new: nil, isKnownAfterApply: true)
            }
            guard live[key]?.string != value else { return nil }
            return FieldChange("data.\(key)", old: live[key]?.string, new: value)
        }
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        try await apply(texts(inputs).compactMapValues { $0 })
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        let kept = (observation.properties["data"]?.object ?? [:]).compactMapValues(\.string)
        return try await apply(kept.merging(texts(inputs).compactMapValues { $0 }) { $1 })
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await target.client.delete(reference, uid: observation.id)
    }

    /// What it says; nil = known only when what it depends on is there.
    private func texts(_ inputs: Inputs) -> [String: String?] {
        let links = Links(inputs, config)
        return [
            "cluster": target.cluster.name, "image": config.workerImage,
            "image_id": inputs.known(Self.notebook, "image_id"), "jupyter_url": links?.jupyter, "dask_url": links?.dask,
            "workers": workers.map(String.init),
        ]
    }

    private func apply(_ texts: [String: String]) async throws -> Observation {
        let object = KubernetesObject(
            reference, labels: ObjectNames.labels(cluster: target.cluster.name),
            ["data": .object(texts.mapValues { .string($0) })])
        return observation(of: try await target.client.apply(object, force: target.takesOwnership))
    }

    private func observation(of live: KubernetesObject) -> Observation {
        Observation(
            id: live.uid, name: live.reference?.description, state: live.isTerminating ? .deleting("ending") : .ready,
            attributes: live.texts, properties: ["data": live.json["data"] ?? [:]], createdAt: live.createdAt)
    }
}
