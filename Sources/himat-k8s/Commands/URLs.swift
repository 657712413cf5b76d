// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `urls`: the two links, from what the last apply left in the cluster.
struct URLs: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "urls", abstract: "Print the links of notebook and dashboard.")

    @OptionGroup var layer: KubernetesOptions
    @OptionGroup var global: GlobalOptions

    @Flag(help: "Add the token, so that the links open at once; to a terminal only.")
    var withToken = false

    func run(in runtime: Runtime) async throws {
        try LinksDisplay.checkToken(withToken, runtime)
        let request = LayerRequest(verb: .output, global: global)
        let opened = try await KubernetesLayer.open(layer, request: request, runtime: runtime)
        let reference = ObjectReference(.configMap, ObjectNames.outputs, namespace: opened.config.namespace)
        guard let texts = try await opened.client.get(reference)?.texts, let jupyter = texts["jupyter_url"],
            let dask = texts["dask_url"]
        else {
            throw HimatError(
                .notFound, "\(opened.cluster) has no links: stage two is not deployed", nextStep: "himat-k8s apply")
        }
        var links = LinksDisplay(jupyter: jupyter, dask: dask)
        if withToken { links = links.with(token: try await opened.token()) }
        links.write(as: global.output.output, runtime)
        if opened.config.exposure == .portForward, !global.output.quiet {
            runtime.standardError.write("they open while this runs: \(KubernetesLayer.command) open\n")
        }
    }
}
