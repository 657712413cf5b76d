// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// Deletes everything of a graph that is found, dependents first.
public struct Destroyer: Sendable {
    private let graph: ResourceGraph
    private let journal: any Journal
    private let settings: EngineSettings

    /// Builds a destroyer.
    public init(_ graph: ResourceGraph, journal: any Journal, settings: EngineSettings = EngineSettings()) {
        self.graph = graph
        self.journal = journal
        self.settings = settings
    }

    /// Finds every match of every resource; what an interrupted run may have begun is looked for until it would be visible.
    /// - Throws: as `Planner.observe(in:)`.
    public func plan(in context: OperationContext) async throws -> DestroyPlan {
        var observed = try await Planner(graph).observe(in: context)
        let end = context.clock.now().addingTimeInterval(settings.visibility.seconds)
        let doubtful = graph.resources.filter { resource in
            (observed[resource.address] ?? []).isEmpty
                && (context.followsInterruption || journal.hasOpenCreation(of: resource.address))
        }
        try await withThrowingTaskGroup(of: (Address, Observation?).self) { group in
            for resource in doubtful {
                let waiter = ResourceWaiter(resource: resource, context: context, visibility: settings.visibility)
                group.addTask { (resource.address, try await waiter.untilFound(besides: [], by: end)) }
            }
            for try await (address, found) in group { if let found { observed[address] = [found] } }
        }
        return DestroyPlan(
            items: graph.resources.reversed().flatMap { resource in
                (observed[resource.address] ?? []).map {
                    DestroyPlan.Item(address: resource.address, observation: $0, disposal: resource.disposal)
                }
            })
    }

    /// Does what the plan says; never throws, so that what was done is always known.
    public func execute(_ plan: DestroyPlan, in context: OperationContext) async -> ExecutionReport {
        let items = plan.items
        let byAddress = Dictionary(grouping: items.indices) { items[$0].address }
        let needs = items.map { item in
            Set(graph.dependents(of: item.address).flatMap { reachable(from: $0, byAddress) })
        }
        let start = context.clock.now()
        let results = await NodeScheduler(needs: needs, limit: settings.parallelism).run { index in
            let item = items[index]
            guard let resource = graph[item.address] else { return }
            let work = ResourceOperator(
                resource: resource, context: context, journal: journal, settings: settings, runStart: start)
            switch item.disposal {
            case .delete: try await work.delete(item.observation)
            case .keep: try await work.keep(item.observation)
            }
        }
        let lines = zip(items, results).map { item, result in
            ExecutionReport.Line(
                address: item.address, verb: item.disposal == .delete ? "delete" : "keep", id: item.observation.id,
                outcome: result.outcome { items[$0].address })
        }
        return ExecutionReport(lines: lines, state: Inputs([:]), wasInterrupted: Task.isCancelled)
    }

    /// The items of a dependent; where nothing of it was found, those of its own dependents, which still come first.
    private func reachable(from address: Address, _ byAddress: [Address: [Int]]) -> [Int] {
        if let own = byAddress[address] { return own }
        return graph.dependents(of: address).flatMap { reachable(from: $0, byAddress) }
    }
}
