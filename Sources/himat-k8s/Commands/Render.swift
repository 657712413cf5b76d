// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `render`: the objects as text, from the configuration alone; what only a cluster knows is marked.
struct Render: HimatCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the objects that apply would make, those of plug-ins included; needs no network.",
        discussion: "What is decided only when apply runs reads \"(known after apply: …)\"; secrets are never printed.")

    @OptionGroup var layer: KubernetesOptions
    @OptionGroup var global: GlobalOptions

    @Flag(help: "Run no plug-in; leave out what they add.")
    var noPlugins = false

    func run(in runtime: Runtime) async throws {
        let loaded = try KubernetesLayer.loaded(global, runtime)
        let config = loaded.config
        let cluster = ClusterIdentity(
            account: layer.isEKS ? "unknown" : "kubernetes", region: config.clusterRegion ?? "unknown",
            name: config.clusterName)
        let decisions = Decisions.offline(config, isEKS: layer.isEKS)
        let own = KubernetesRenderer(cluster: cluster, config: config, decisions: decisions, showsSecrets: false)
            .objects()
        let added =
            noPlugins ? [] : try await PluginSet(loaded, layer, runtime).objects(beside: own, config).map(\.shown)
        let objects = own.map(\.json) + added
        if config.pinsDigest, let image = ImageReference(config.workerImage), image.digest == nil {
            runtime.warn(
                "\(image) is a tag: apply runs the digest it stands for, whoever applies this text what each node pulls. himat-image use \(image) pins it"
            )
        }
        switch global.output.output {
        case .json:
            let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(objects)]
            runtime.standardOutput.write(list.rendered(pretty: true) + "\n")
        case .table, .yaml:
            runtime.standardOutput.write(YAMLEmitter(order: .kubernetes).text(documents: objects))
        }
    }
}
