// SPDX-License-Identifier: MIT
import ArgumentParser
import FoundationEssentials
import HimatCore

/// `drain NODE`: empties a node; workers hand their results to the others before they end.
struct Drain: HimatCommand {
    static let configuration = CommandConfiguration(
        abstract: "Empty a node without losing results.",
        discussion: """
            Marks the node unschedulable and evicts its pods, which heeds disruption budgets; pods of DaemonSets stay. \
            himat-k8s uncordon gives the node back.
            """)

    @Argument(help: "The node's name.")
    var node: String

    @OptionGroup var layer: KubernetesOptions
    @OptionGroup var global: GlobalOptions

    @Flag(name: [.customShort("y"), .customLong("yes"), .customLong("auto-approve")], help: "Do not ask.")
    var isApproved = false

    @Flag(help: "Evict pods too that nothing would make again.")
    var force = false

    @Flag(help: "Show what would be done; change nothing.")
    var dryRun = false

    func run(in runtime: Runtime) async throws {
        let question = Confirmation(runtime: runtime, command: "himat-k8s drain \(node)")
        if !dryRun { try question.requireAnswerable(orFlag: "--yes", given: isApproved) }
        let request = LayerRequest(verb: .status, global: global)
        let opened = try await KubernetesLayer.open(layer, request: request, runtime: runtime)
        let console = Console(runtime, global.output)
        let plan = try await NodeChoices(client: opened.client).plan(node, takesBare: force)
        for line in try await DrainWords(layer: opened, plan: plan).lines() { console.say(line) }
        guard !dryRun else { return }
        if !isApproved { try await ask(question, plan.isStable(for: opened.target)) }
        let limit = global.timeout?.duration ?? .seconds(600)
        let drain = NodeDrain(
            client: opened.client, plan: plan, clock: runtime.clock, progress: console,
            end: runtime.clock.now().addingTimeInterval(limit / .seconds(1)),
            pause: opened.pause(.seconds(1)))
        let gone = try await drain.run()
        runtime.show(DrainResult(plan: plan, gone: gone), global.output)
    }

    private func ask(_ question: Confirmation, _ isStable: Bool) async throws {
        guard isStable else { return try await question.ask("Empty \(node)?") }
        try await question.ask("Type the node's name to end what runs on it.", expecting: node)
    }
}
