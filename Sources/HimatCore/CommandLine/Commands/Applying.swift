// SPDX-License-Identifier: MIT
internal import HimatEngine
internal import HimatSupport

/// One apply: plan without the lock, ask, take the lock, plan again, carry out, settle, publish.
///
/// Nothing is locked when nothing is to be done, so an apply of what already is makes no call that changes anything.
struct Applying<L: Layer>: Sendable {
    let session: LayerSession<L>
    let question: Confirmation
    let isApproved: Bool
    var whenAccepted: @Sendable () throws -> Void = {}

    private var console: Console { session.console }
    private var layer: L { session.layer }

    func run() async throws {
        let shown = try await session.plan(in: session.context).plan
        show(shown)
        try await session.check(shown)
        let memory = session.memory()
        guard !shown.isEmpty else {
            try whenAccepted()
            try await finish(shown, state: shown.state, in: session.context, memory)
            return
        }
        if shown.isMutating && !isApproved { try await question.ask("Carry this out in \(layer.cluster)?") }
        try whenAccepted()
        memory.begin(run: session.context.runID, verb: session.request.verb.rawValue)
        do {
            try await layer.withLock(for: session.request.verb.rawValue, in: session.context) { context in
                try await carryOut(shown, in: context, memory)
            }
        } catch {
            let failure = Self.explain(error, L.command)
            memory.end(run: session.context.runID, failure: failure, summary: failure.message)
            throw failure
        }
        memory.end(run: session.context.runID, failure: nil, summary: summary(shown))
    }

    private func carryOut(_ shown: Plan, in locked: OperationContext, _ memory: RunMemory) async throws {
        let context = memory.recording(locked.freshReads(), console)
        let (graph, plan) = try await session.plan(in: context)
        if !plan.doesTheSame(as: shown) { try await accept(plan) }
        if plan.isMutating { memory.remember(layer.factsWhileChanging) }
        let executor = GraphExecutor(graph, journal: memory.journal, settings: session.settings)
        let report = await console.whileLive { await executor.execute(plan, in: context) }
        memory.remember(report.state)
        if let failure = report.failure(of: "apply", resume: "\(L.command) apply") { throw failure }
        try await finish(plan, state: report.state, in: context.freshReads(), memory)
    }

    /// Somebody changed something between the question and the lock.
    private func accept(_ plan: Plan) async throws {
        console.say("What exists has changed since the plan was shown. The plan is now:")
        show(plan)
        try await session.check(plan)
        if plan.isMutating && !isApproved { try await question.ask("Carry this out in \(layer.cluster)?") }
    }

    private func finish(_ plan: Plan, state: Inputs, in context: OperationContext, _ memory: RunMemory) async throws {
        try await console.whileLive { try await layer.settle(state, in: context) }
        let outputs = try await layer.outputs(from: state, in: context)
        try await layer.publish(outputs, in: context)
        memory.remember(state)
        memory.remember(layer.facts(from: state, outputs: outputs))
        memory.remember(layer.volumes(from: state, isRetained: false, at: context.clock.now()))
        let result = ApplyResult(plan: plan, cluster: layer.cluster, layer: L.name, outputs: outputs)
        session.runtime.show(result, session.output)
    }

    private func show(_ plan: Plan) {
        let palette = Palette(session.runtime, noColor: session.output.noColor)
        for line in PlanText(plan: plan, palette: palette).lines() { console.say(line) }
    }

    private func summary(_ plan: Plan) -> String { PlanText(plan: plan, palette: Palette(isOn: false)).summary }

    /// A cancellation outside of the graph (while planning, settling, asking) is told as what it is.
    static func explain(_ error: any Error, _ command: String) -> HimatError {
        if error is CancellationError {
            return HimatError(.interrupted, "Interrupted", nextStep: "\(command) apply goes on where this stopped")
        }
        return error as? HimatError ?? HimatError(.internalFault, "Apply failed", cause: error)
    }
}

/// What an apply gives: its outputs, and for programs what was done.
struct ApplyResult: Displayable {
    let plan: Plan
    let cluster: ClusterIdentity
    let layer: String
    let outputs: [Output]

    var document: JSONValue {
        var document = plan.json(cluster: cluster, layer: layer)
        document["changes_pending"] = nil
        document["outputs"] = OutputsDisplay(outputs: outputs).document
        return document
    }

    func text(_ palette: Palette) -> String {
        OutputsDisplay(outputs: outputs.filter { !$0.isBulky }).text(palette)
    }
}
