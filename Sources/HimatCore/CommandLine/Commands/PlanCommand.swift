// SPDX-License-Identifier: MIT
public import ArgumentParser
internal import HimatEngine
internal import HimatSupport

/// `plan`: what an apply would do, with no call that changes anything.
public struct PlanCommand<L: Layer>: HimatCommand {
    /// The name and the help.
    public static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "plan", abstract: "Show what apply would do.",
            discussion: "With --detailed-exitcode the status is 0 for no changes and 2 for changes.")
    }

    @OptionGroup var layerOptions: L.Options
    @OptionGroup var global: GlobalOptions
    @OptionGroup var refresh: RefreshOptions

    @Flag(help: "End with status 2 when an apply would change something.")
    var detailedExitcode = false

    /// Parses nothing; every flag at its default.
    public init() {}

    /// Gathers, calls, renders.
    public func run(in runtime: Runtime) async throws {
        let request = LayerRequest(verb: .plan, global: global, refresh: Set(refresh.refresh))
        let session = try await LayerSession<L>(layerOptions, request, runtime)
        let plan = try await session.showPlan()
        if detailedExitcode && !plan.isEmpty { throw ProcessStatus.changesPending }
    }
}

/// What `plan` does, for the `--dry-run` of other commands too.
public struct PlanRequest: Sendable {
    /// Builds a request.
    public init() {}

    /// Plans and shows the plan on stdout.
    public func run<L: Layer>(
        _ type: L.Type, _ options: L.Options, _ request: LayerRequest, _ runtime: Runtime
    ) async throws {
        _ = try await LayerSession<L>(options, request, runtime).showPlan()
    }
}

extension LayerSession {
    /// Plans, shows the plan on stdout, then stops at refusals.
    func showPlan() async throws -> Plan {
        let plan = try await plan(in: context).plan
        runtime.show(PlanDisplay(plan: plan, cluster: layer.cluster, layer: L.name), output)
        try await check(plan)
        return plan
    }
}

/// A plan as the result of a command.
struct PlanDisplay: Displayable {
    let plan: Plan
    let cluster: ClusterIdentity
    let layer: String

    var document: JSONValue { plan.json(cluster: cluster, layer: layer) }

    func text(_ palette: Palette) -> String {
        PlanText(plan: plan, palette: palette).lines().map { $0 + "\n" }.joined()
    }
}
