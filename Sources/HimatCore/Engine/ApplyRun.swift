// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport
internal import Synchronization

/// What the nodes of one apply share, and how one of them is carried out.
struct ApplyRun: Sendable {
    let graph: ResourceGraph
    let journal: any Journal
    let settings: EngineSettings
    let context: OperationContext
    let runStart: Date
    let state: ApplyState

    func carryOut(_ node: ExecutionNode) async throws {
        let address = node.step.address
        guard let resource = graph[address] else {
            throw HimatError(.internalFault, "\(address) is in the plan but not in the graph")
        }
        let work = ResourceOperator(
            resource: resource, context: context, journal: journal, settings: settings, runStart: runStart)
        switch node.work {
        case .remove(let observation):
            try await work.delete(observation)
        case .forward:
            let closure = graph.closure(of: address)
            let inputs = Inputs(state.attributes.filter { closure.contains($0.key) })
            state.set(try await forward(node.step, work, inputs), for: address)
        }
    }

    private func forward(_ step: Step, _ work: ResourceOperator, _ inputs: Inputs) async throws -> Observation {
        switch (step.action, step.observation) {
        case (.create, _):
            for former in step.departing { try await work.waitUntilGone(former) }
            return try await work.create(inputs: inputs, besides: Set(step.departing.map(\.id)))
        case (.replace, let old?):
            return try await work.create(inputs: inputs, besides: [old.id])
        case (.update(let changes), let present?):
            if case .pending = present.state {
                return try await compareAgain(try await work.wait(present), work, inputs)
            }
            guard step.recheckAfter.isEmpty else { return try await compareAgain(present, work, inputs) }
            return try await work.update(present, changes, inputs: inputs)
        case (.wait, let present?):
            return try await compareAgain(try await work.wait(present), work, inputs)
        case (.none, let present?):
            return step.recheckAfter.isEmpty ? present : try await compareAgain(present, work, inputs)
        case (.delete, _), (_, nil):
            throw HimatError(.internalFault, "\(step.address): the plan says what cannot be done")
        }
    }

    /// The comparison with everything known; a replacement that no plan showed is not made.
    private func compareAgain(_ present: Observation, _ work: ResourceOperator, _ inputs: Inputs) async throws
        -> Observation
    {
        switch work.resource.changes(from: present, inputs: inputs) {
        case .none: return present
        case .update(let changes): return try await work.update(present, changes, inputs: inputs)
        case .refuse(let error): throw error
        case .replace:
            throw HimatError(
                .conflict,
                "\(work.resource.address): \(present.name) would have to be replaced, which the plan did not show",
                nextStep: "plan again and look at the replacement")
        }
    }
}

/// What exists so far, written by many nodes at once.
final class ApplyState: Sendable {
    private let found: Mutex<[Address: [String: String]]>

    init(_ known: Inputs) { found = Mutex(known.all) }

    var attributes: [Address: [String: String]] { found.withLock { $0 } }

    func set(_ observation: Observation, for address: Address) {
        found.withLock { $0[address] = observation.attributes }
    }

    func id(of node: ExecutionNode) -> String? {
        switch node.work {
        case .remove(let observation): observation.id
        case .forward: attributes[node.step.address]?["id"]
        }
    }
}
