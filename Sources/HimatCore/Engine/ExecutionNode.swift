// SPDX-License-Identifier: MIT

/// One unit of an apply: a step going forward, or a removal (a replacement is both).
struct ExecutionNode: Sendable {
    enum Work: Sendable {
        case forward
        case remove(Observation)
    }

    let step: Step
    let work: Work
    var needs: Set<Int> = []

    /// Whether a report names it: it had something to do, or it might have had and did not come to it.
    func isWorthALine(_ result: NodeScheduler.Result) -> Bool {
        switch (work, step.action, result) {
        case (.remove, _, _), (_, _, .failed): true
        case (_, .none, .done): false
        case (_, .none, _): !step.recheckAfter.isEmpty
        default: true
        }
    }

    /// What it does, as a report names it.
    var verb: String { if case .remove = work, step.action != .wait { "delete" } else { step.verb } }

    /// The nodes of a plan with what each needs.
    ///
    /// Forward: the forward nodes of the dependencies. Removal: the forward node of the same address (the successor is
    /// ready), the forward nodes of all dependents (they have moved over), the removals of all dependents.
    static func nodes(of plan: Plan, _ graph: ResourceGraph) -> [ExecutionNode] {
        var nodes: [ExecutionNode] = []
        var (forward, removals): ([Address: Int], [Address: [Int]]) = ([:], [:])
        for step in plan.steps {
            let isRemoval = step.action == .delete || step.observation?.state.isDeleting == true
            if !isRemoval {
                forward[step.address] = nodes.count
                nodes.append(ExecutionNode(step: step, work: .forward))
            }
            if isRemoval || step.action.isReplacement, let observation = step.observation {
                removals[step.address, default: []].append(nodes.count)
                nodes.append(ExecutionNode(step: step, work: .remove(observation)))
            }
        }
        for index in nodes.indices {
            let address = nodes[index].step.address
            switch nodes[index].work {
            case .forward:
                nodes[index].needs = Set((graph[address]?.dependencies ?? []).compactMap { forward[$0] })
            case .remove:
                let users = graph.dependents(of: address)
                var needs = Set(users.compactMap { forward[$0] })
                needs.formUnion(users.flatMap { nearest(removals, from: $0, graph) })
                if let own = forward[address] { needs.insert(own) }
                nodes[index].needs = needs
            }
        }
        return nodes
    }

    /// The removals of an address, else those of whatever depends on it.
    private static func nearest(_ removals: [Address: [Int]], from address: Address, _ graph: ResourceGraph) -> [Int] {
        removals[address] ?? graph.dependents(of: address).flatMap { nearest(removals, from: $0, graph) }
    }
}

extension Step.Action {
    /// Whether a new thing takes an old one's place.
    var isReplacement: Bool { if case .replace = self { true } else { false } }
}
