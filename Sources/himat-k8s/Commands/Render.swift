// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `render`: the objects as text, from the configuration alone; what only a cluster knows is marked.
struct Render: HimatCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the objects that apply would make; needs no network.",
        discussion: "What is decided only when apply runs reads \"(known after apply: …)\"; secrets are never printed.")

    @OptionGroup var layer: KubernetesOptions
    @OptionGroup var global: GlobalOptions

    func run(in runtime: Runtime) async throws {
        let config = try KubernetesLayer.config(global, runtime)
        let cluster = ClusterIdentity(
            account: layer.isEKS ? "unknown" : "kubernetes", region: config.clusterRegion ?? "unknown",
            name: config.clusterName)
        let decisions = Decisions.offline(config, isEKS: layer.isEKS)
        let objects = KubernetesRenderer(cluster: cluster, config: config, decisions: decisions, showsSecrets: false)
            .objects().map(\.json)
        switch global.output.output {
        case .json:
            let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(objects)]
            runtime.standardOutput.write(list.rendered(pretty: true) + "\n")
        case .table, .yaml:
            runtime.standardOutput.write(YAMLEmitter(order: .kubernetes).text(documents: objects))
        }
    }
}
