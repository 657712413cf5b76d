// SPDX-License-Identifier: MIT
import HimatCore

/// The workers' Deployment. Before it shrinks, the pods that are to go are marked, so that Kubernetes takes idle ones first.
struct WorkersResource: ManagedResource {
    private static let countField = "spec.replicas"

    let object: ObjectResource
    /// The way to the scheduler, which knows who is idle.
    let scheduler: @Sendable () async throws -> SchedulerAPI?

    var address: Address { object.address }
    var dependencies: [Address] { object.dependencies }
    var patience: Patience { object.patience }
    var createsIdempotently: Bool { true }
    var disposal: Disposal { object.disposal }
    var properties: [Property] { object.properties }

    func observe(in context: OperationContext) async throws -> [Observation] { try await object.observe(in: context) }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        object.changes(from: observation, inputs: inputs)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        try await object.create(inputs: inputs, in: context)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        if let change = changes.first(where: { $0.path == Self.countField }),
            let count = change.new.flatMap({ Int($0) }),
            count < change.old.flatMap({ Int($0) }) ?? 0
        {
            let departure = WorkerDeparture(target: object.target, address: address, scheduler: scheduler)
            try await departure.prepare(leaving: count, in: context)
        }
        return try await object.update(observation, changes: changes, inputs: inputs, in: context)
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await object.delete(observation, in: context)
    }

    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? {
        try await object.refresh(observation, in: context)
    }
}
