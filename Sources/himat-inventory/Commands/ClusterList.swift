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
        let inventory = try runtime.openInventory()
        let clusters = try inventory.clusters().filter { all || $0.facts.state != ClusterState.destroyed }
        let retained = try inventory.volumes().filter { $0.state == VolumeRecord.retained }
        runtime.show(ClusterListReport(clusters: clusters, retained: retained, now: runtime.clock.now()), output)
    }
}
