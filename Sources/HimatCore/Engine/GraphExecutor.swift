// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// Carries a plan out: every step as soon as its own dependencies are done, deletions after whatever still uses the thing.
public struct GraphExecutor: Sendable {
    private let graph: ResourceGraph
    private let journal: any Journal
    private let settings: EngineSettings

    /// Builds an executor for the graph the plan was made of.
    public init(_ graph: ResourceGraph, journal: any Journal, settings: EngineSettings = EngineSettings()) {
        self.graph = graph
        self.journal = journal
        self.settings = settings
    }

    /// Does what the plan says; never throws, so that what was done is always known.
    public func execute(_ plan: Plan, in context: OperationContext) async -> ExecutionReport {
        let nodes = ExecutionNode.nodes(of: plan, graph)
        let run = ApplyRun(
            graph: graph, journal: journal, settings: settings, context: context, runStart: context.clock.now(),
            state: ApplyState(plan.state))
        let results = await NodeScheduler(needs: nodes.map(\.needs), limit: settings.parallelism).run { index in
            try await run.carryOut(nodes[index])
        }
        let wasInterrupted = Task.isCancelled
        var lines: [ExecutionReport.Line] = []
        for (node, result) in zip(nodes, results) where node.isWorthALine(result) {
            let outcome = result.outcome { nodes[$0].step.address }
            lines.append(
                ExecutionReport.Line(
                    address: node.step.address, verb: node.verb, id: run.state.id(of: node), outcome: outcome))
        }
        return ExecutionReport(lines: lines, state: Inputs(run.state.attributes), wasInterrupted: wasInterrupted)
    }
}

extension NodeScheduler.Result {
    func outcome(named address: (Int) -> Address) -> ExecutionReport.Outcome {
        switch self {
        case .done: .done
        case .failed(let error): .failed(error)
        case .blocked(let by): .notStarted("needs \(address(by))")
        case .notStarted: .notStarted("not begun")
        }
    }
}
