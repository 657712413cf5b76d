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
        guard !withToken || runtime.terminal.isOutputInteractive else {
            throw HimatError(
                .usage, "--with-token prints a secret, so it prints to a terminal only",
                nextStep: "leave it out; the token is in the Secret \(ObjectNames.token)")
        }
        let request = LayerRequest(verb: .output, global: global)
        let opened = try await KubernetesLayer.open(layer, request: request, runtime: runtime)
        let reference = ObjectReference(.configMap, ObjectNames.outputs, namespace: opened.config.namespace)
        guard let texts = try await opened.client.get(reference)?.texts, let jupyter = texts["jupyter_url"],
            let dask = texts["dask_url"]
        else {
            throw HimatError(
                .notFound, "\(opened.cluster) has no links: stage two is not deployed", nextStep: "himat-k8s apply")
        }
        let suffix = withToken ? "?token=\(try await opened.token().revealed)" : ""
        let links = ["jupyter_url": jupyter + suffix, "dask_url": dask + suffix]
        switch global.output.output {
        case .table:
            for name in ["jupyter_url", "dask_url"] {
                runtime.standardOutput.write("\(name) = \(links[name] ?? "")\n")
            }
        case .json:
            runtime.standardOutput.write(
                JSONValue.object(links.mapValues { .string($0) }).rendered(pretty: true) + "\n")
        case .yaml:
            runtime.standardOutput.write(YAMLEmitter().text(.object(links.mapValues { .string($0) })))
        }
    }
}
