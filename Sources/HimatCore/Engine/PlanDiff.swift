// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The comparison itself: from what was found to a plan, without any call.
struct PlanDiff {
    private let graph: ResourceGraph
    private let observed: [Address: [Observation]]
    private var known: [Address: [String: String]] = [:]
    private var madeAnew: Set<Address> = []
    private var steps: [Step] = []
    private var deletions: [Step] = []
    private var refusals: [Plan.Refusal] = []
    private var notes: [String] = []

    init(_ graph: ResourceGraph, observed: [Address: [Observation]]) {
        self.graph = graph
        self.observed = observed
    }

    consuming func plan() -> Plan {
        for resource in graph.resources {
            let matches = observed[resource.address] ?? []
            if resource.isWanted { keep(resource, matches) } else { drop(resource, matches) }
        }
        return Plan(steps: steps + deletions.reversed(), refusals: refusals, notes: notes, state: Inputs(known))
    }

    private mutating func keep(_ resource: any ManagedResource, _ matches: [Observation]) {
        let living = matches.filter { !$0.state.isDeleting }
        guard !living.isEmpty else {
            madeAnew.insert(resource.address)
            let departing = matches.isEmpty ? nil : "after the former one is gone"
            steps.append(
                Step(
                    resource.address, .create, departing: matches, reason: departing, properties: resource.properties))
            return
        }
        let index = living.count == 1 ? 0 : resource.choose(among: living)
        let chosen = living[index]
        for (position, other) in living.enumerated() where position != index { surplus(resource, other, chosen) }
        steps.append(compare(resource, chosen))
    }

    private mutating func surplus(_ resource: any ManagedResource, _ other: Observation, _ chosen: Observation) {
        let obstacle = other.isUsed ? "in use" : resource.disposal == .delete ? nil : "of a kind that is kept"
        if let obstacle {
            notes.append(
                "\(resource.address): \(other.name) is a second one and \(obstacle), so it stays; "
                    + "\(chosen.name) is the one used")
        } else {
            deletions.append(
                Step(
                    resource.address, .delete, observation: other,
                    reason: "a second one; \(chosen.name) is the one used"))
        }
    }

    private mutating func compare(_ resource: any ManagedResource, _ observation: Observation) -> Step {
        let address = resource.address
        let inputs = Inputs(known.filter { graph.closure(of: address).contains($0.key) })
        let change = resource.changes(from: observation, inputs: inputs)
        let recheck = resource.dependencies.filter { madeAnew.contains($0) }
        var step = Step(address, .none, observation: observation, recheckAfter: recheck)
        switch (change, observation.state) {
        case (.replace(let changes), _):
            madeAnew.insert(address)
            step.action = .replace(changes)
            step.properties = resource.properties
            step.reason = observation.state.trouble
            return step
        case (.update(let changes), let state):
            step.action = .update(changes)
            step.reason = state.trouble
        case (.refuse(let error), _):
            refusals.append(Plan.Refusal(address: address, error: error))
            step.reason = error.message
        case (.none, .failed(let reason)):
            let error = HimatError(
                .conflict, "\(address): \(observation.name) has failed: \(reason)",
                nextStep: "mend or delete it, then apply again")
            refusals.append(Plan.Refusal(address: address, error: error))
            step.reason = reason
        case (.none, .pending(let reason)):
            step.action = .wait
            step.reason = reason
        case (.none, .ready), (.none, .deleting):
            break
        }
        known[address] = observation.attributes
        return step
    }

    private mutating func drop(_ resource: any ManagedResource, _ matches: [Observation]) {
        for match in matches {
            if case .deleting(let reason) = match.state {
                deletions.append(Step(resource.address, .wait, observation: match, reason: reason))
            } else {
                deletions.append(Step(resource.address, .delete, observation: match, reason: "no longer asked for"))
            }
        }
    }
}

extension Observation.State {
    /// Whether it is on its way out.
    var isDeleting: Bool { if case .deleting = self { true } else { false } }

    /// The service's word for any state but ready.
    var trouble: String? {
        switch self {
        case .ready: nil
        case .pending(let reason), .deleting(let reason), .failed(let reason): reason
        }
    }
}
