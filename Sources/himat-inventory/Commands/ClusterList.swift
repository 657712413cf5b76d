// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `list`: every cluster with its URLs; no network.
struct ClusterList: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the clusters, as last seen; no network is used.")

    @Flag(name: .shortAndLong, help: "Also those that were destroyed.")
    var all = false

    @OptionGroup var output: OutputOptions

    func run(in runtime: Runtime) async throws {
        let clusters = try runtime.openInventory().clusters().filter { all || $0.facts.state != ClusterState.destroyed }
        runtime.show(ClusterListReport(clusters: clusters, now: runtime.clock.now()), output)
    }
}
