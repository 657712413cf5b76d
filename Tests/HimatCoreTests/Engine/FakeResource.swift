// SPDX-License-Identifier: MIT
import HimatCore

/// A resource of the fake cloud: one field, `size`.
struct FakeResource: ManagedResource {
    enum Mode: Sendable { case update, replace, refuse }

    var address: Address
    var dependencies: [Address]
    let cloud: FakeCloud
    var size = "s"
    var mode = Mode.update
    var isWanted = true
    var createsIdempotently = false
    var disposal = Disposal.delete
    var patience = Patience(interval: .seconds(1), limit: .seconds(60))
    /// A dependency whose id must be this thing's size.
    var follows: Address?

    init(_ address: Address, _ dependencies: [Address] = [], _ cloud: FakeCloud) {
        self.address = address
        self.dependencies = dependencies
        self.cloud = cloud
    }

    func with(_ change: (inout FakeResource) -> Void) -> FakeResource {
        var copy = self
        change(&copy)
        return copy
    }

    var properties: [Property] { [Property("size", follows == nil ? size : nil)] }

    func observe(in context: OperationContext) async throws -> [Observation] { await cloud.observe(address) }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let old = observation.properties["size"]?.string
        let wanted = follows.map { inputs.known($0, "id") } ?? size
        guard let wanted, old != wanted else { return .none }
        let change = FieldChange("size", old: old, new: wanted)
        switch mode {
        case .update: return .update([change])
        case .replace: return .replace([change])
        case .refuse:
            return .refuse(HimatError(.conflict, "\(address) cannot shrink", nextStep: "set size back to \(old ?? "")"))
        }
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        for dependency in dependencies { _ = try inputs.require(dependency, "id") }
        return try await cloud.create(address, size: try follows.map { try inputs.require($0, "id") } ?? size)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        try await cloud.update(observation.id, size: changes.first?.new ?? size)
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await cloud.delete(observation.id)
    }

    func keep(_ observation: Observation, in context: OperationContext) async throws {
        try await cloud.mark(observation.id)
    }

    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? {
        await cloud.refresh(observation.id)
    }
}
