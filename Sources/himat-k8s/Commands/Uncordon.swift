// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `uncordon NODE`: lets a drained node take pods again.
struct Uncordon: HimatCommand {
    static let configuration = CommandConfiguration(abstract: "Let a drained node take pods again.")

    @Argument(help: "The node's name.")
    var node: String

    @OptionGroup var layer: KubernetesOptions
    @OptionGroup var global: GlobalOptions

    func run(in runtime: Runtime) async throws {
        let request = LayerRequest(verb: .status, global: global)
        let opened = try await KubernetesLayer.open(layer, request: request, runtime: runtime)
        let found = try await NodeChoices(client: opened.client).find(node)
        let console = Console(runtime, global.output)
        guard found.spec["unschedulable"]?.bool == true else { return console.say("\(node) takes pods already.") }
        _ = try await opened.client.merge(ObjectReference(.node, node), ["spec": ["unschedulable": nil]])
        console.say("\(node) takes pods again.")
    }
}
