// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// A layer whose first resource never gets ready.
struct ProbeLayer: Layer {
    static let command = "himat-probe"
    static let name = "probe"

    struct Options: ParsableArguments, Sendable {}

    let cluster = ClusterIdentity(account: "1", region: "r", name: "probe")

    static func open(_ options: Options, request: LayerRequest, runtime: Runtime) async throws -> ProbeLayer {
        ProbeLayer()
    }

    func resources(in context: OperationContext) async throws -> [any ManagedResource] {
        [ProbeResource(address: "slow", dependencies: []), ProbeResource(address: "after", dependencies: ["slow"])]
    }

    func outputs(from state: Inputs, in context: OperationContext) async throws -> [Output] { [] }

    func facts(from state: Inputs, outputs: [Output]) -> ClusterFacts { ClusterFacts() }

    func withLock<Value: Sendable>(
        for verb: String, in context: OperationContext, _ body: @Sendable (OperationContext) async throws -> Value
    ) async throws -> Value {
        try await body(context)
    }
}

/// A thing that is created at once and pending for ever.
struct ProbeResource: ManagedResource {
    let address: Address
    let dependencies: [Address]
    let properties: [Property] = []
    let patience = Patience(interval: .milliseconds(50), limit: .seconds(3600))

    func observe(in context: OperationContext) async throws -> [Observation] { [] }

    func changes(from observation: Observation, inputs: Inputs) -> Change { .none }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        Observation(id: "\(address)-1", state: .pending("CREATING"))
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        observation
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {}

    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? { observation }
}
