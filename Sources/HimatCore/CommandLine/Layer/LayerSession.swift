// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatEngine
internal import HimatSupport

/// What every command of a layer begins with: the opened layer, a console, a context.
struct LayerSession<L: Layer>: Sendable {
    let layer: L
    let request: LayerRequest
    let runtime: Runtime
    let console: Console
    let context: OperationContext

    var settings: EngineSettings { EngineSettings(parallelism: request.global.parallelism) }
    var output: OutputOptions { request.global.output }

    /// - Throws: `HimatError` (usage) for a name `--refresh` does not know, else what the layer throws.
    init(_ options: L.Options, _ request: LayerRequest, _ runtime: Runtime) async throws {
        let known = L.refreshNames.map(\.name)
        if let strange = request.refresh.sorted().first(where: { !known.contains($0) }) {
            throw HimatError(
                .usage, "--refresh does not know \"\(strange)\"",
                nextStep: known.isEmpty ? "leave it out" : "choose among " + known.joined(separator: ", "))
        }
        var own = runtime
        own.logger = runtime.logger(for: request.global.output)
        let console = Console(runtime, request.global.output)
        self.console = console
        self.runtime = own
        self.request = request
        let deadline = request.global.timeout.map { runtime.clock.now().addingTimeInterval(Double($0.seconds)) }
        context = OperationContext(
            clock: runtime.clock, progress: console, runID: runtime.makeRunID(), deadline: deadline,
            pollInterval: try Self.pollInterval(runtime.environment))
        layer = try await L.open(options, request: request, runtime: own)
    }

    /// The layer's resources and the plan for them, with the layer's notes.
    func plan(in context: OperationContext) async throws -> (graph: ResourceGraph, plan: Plan) {
        let graph = try ResourceGraph(try await layer.resources(in: context))
        var plan = try await Planner(graph).plan(in: context)
        plan.notes += try await layer.notes(on: plan, in: context)
        return (graph, plan)
    }

    /// Shows warnings and stops at refusals: the plan's own, then those of the layer's checks.
    /// - Throws: `HimatError` (preflight refused).
    func check(_ plan: Plan) async throws {
        try Self.refuse(plan.refusals.map(\.error))
        guard plan.isMutating else { return }
        try examine(try await layer.preflight(for: plan, in: context))
    }

    /// Shows warnings and stops at refusals.
    /// - Throws: `HimatError` (preflight refused).
    func examine(_ findings: [Finding]) throws {
        var refusals: [HimatError] = []
        for finding in findings {
            switch finding {
            case .warning(let text): console.warn(text)
            case .refusal(let error): refusals.append(error)
            }
        }
        try Self.refuse(refusals)
    }

    func memory() -> RunMemory { RunMemory(runtime, cluster: layer.cluster, layer: L.name, console: console) }

    private static func refuse(_ refusals: [HimatError]) throws {
        guard let first = refusals.first else { return }
        if refusals.count == 1 {
            var only = first
            only.code = .preflightRefused
            throw only
        }
        throw HimatError(
            .preflightRefused, "\(refusals.count) things cannot be done as asked; nothing was changed",
            details: refusals.flatMap {
                [$0.message] + $0.details.map { "  " + $0 } + ($0.nextStep.map { ["  next: \($0)"] } ?? [])
            })
    }

    private static func pollInterval(_ environment: ProcessEnvironment) throws -> Duration? {
        guard let text = environment["HIMAT_POLL_INTERVAL"] else { return nil }
        guard let seconds = Double(text), seconds > 0, seconds <= 3600 else {
            throw HimatError(.usage, "HIMAT_POLL_INTERVAL must be seconds above 0 and up to 3600, not \"\(text)\"")
        }
        return .seconds(seconds)
    }
}
