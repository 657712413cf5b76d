// SPDX-License-Identifier: MIT
public import ArgumentParser
internal import HimatEngine
internal import HimatSupport

/// `status`: what exists, in which state, and how far it is from the configuration.
public struct StatusCommand<L: Layer>: HimatCommand {
    /// The name and the help.
    public static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "status", abstract: "Show what exists and whether it has drifted.")
    }

    @OptionGroup var layerOptions: L.Options
    @OptionGroup var global: GlobalOptions

    /// Parses nothing; every flag at its default.
    public init() {}

    /// Gathers, calls, renders.
    public func run(in runtime: Runtime) async throws {
        let session = try await LayerSession<L>(layerOptions, LayerRequest(verb: .status, global: global), runtime)
        let plan = try await session.plan(in: session.context).plan
        if !plan.state.all.isEmpty {
            let outputs = try await session.layer.outputs(from: plan.state, in: session.context)
            session.memory().remember(session.layer.facts(from: plan.state, outputs: outputs))
        }
        runtime.show(StatusDisplay(plan: plan, cluster: session.layer.cluster), session.output)
    }
}

/// A plan read as a report on what is there.
struct StatusDisplay: Displayable {
    let plan: Plan
    let cluster: ClusterIdentity

    var document: JSONValue {
        [
            "cluster": [
                "account": .string(cluster.account), "region": .string(cluster.region), "name": .string(cluster.name),
            ],
            "resources": .array(
                plan.steps.map { step in
                    [
                        "address": .string(step.address.text), "id": step.observation.map { .string($0.id) } ?? .null,
                        "state": .string(state(step)), "drift": .string(step.verb),
                    ]
                }),
            "has_drifted": .bool(!plan.isEmpty),
        ]
    }

    func text(_ palette: Palette) -> String {
        var table = Table(["resource", "id", "state", "drift"])
        for step in plan.steps {
            table.add([step.address.text, step.observation?.id ?? "-", state(step), drift(step)])
        }
        let sum = plan.isEmpty ? "No drift." : "Drift: " + PlanText(plan: plan, palette: Palette(isOn: false)).summary
        return "\(cluster)\n" + table.text() + palette.strong(sum) + "\n"
    }

    private func state(_ step: Step) -> String {
        switch step.observation?.state {
        case nil: "absent"
        case .ready: "ready"
        case .pending(let reason): "pending: \(reason)"
        case .deleting(let reason): "deleting: \(reason)"
        case .failed(let reason): "failed: \(reason)"
        }
    }

    private func drift(_ step: Step) -> String {
        switch step.action {
        case .none: "-"
        case .update, .replace: step.verb + ": " + step.changes.map(\.path).joined(separator: ", ")
        case .create, .delete, .wait: step.verb
        }
    }
}
