// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `status`: what runs, on which machines, with how much memory, in which versions.
struct ClusterStatus: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show nodes, pods, workers, versions and links.",
        discussion: """
            Ends with 0 whenever it could look, however much is in trouble: himat-k8s check ends with 1 when something failed, \
            himat-k8s plan shows how far the objects are from the configuration. What could not be read is a line with the reason.
            With --watch it is drawn anew on a terminal with every change, and elsewhere each change is a line; Ctrl-C ends it.
            """)

    @OptionGroup var layer: KubernetesOptions
    @OptionGroup var global: GlobalOptions

    @Flag(name: .shortAndLong, help: "Go on with every change until Ctrl-C.")
    var watch = false

    @Flag(help: "List every node and every pod, however many there are.")
    var all = false

    func validate() throws {
        if watch && global.output.output == .yaml {
            throw ValidationError("--watch prints lines or, with -o json, a document a line; not yaml")
        }
    }

    func run(in runtime: Runtime) async throws {
        let request = LayerRequest(verb: .status, global: global)
        let opened = try await KubernetesLayer.open(layer, request: request, runtime: runtime)
        let reader = StatusReader(layer: opened)
        guard watch else {
            var report = try await reader.report()
            report.listsAll = all
            return runtime.show(report, global.output)
        }
        do {
            try await StatusWatch(reader: reader, runtime: runtime, options: global.output, listsAll: all).run()
        } catch is OutputClosed {
            // Nobody looks any more.
        } catch  where Task.isCancelled {
            throw ProcessStatus.interrupted
        }
    }
}
