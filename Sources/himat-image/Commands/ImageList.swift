// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `list`: the images of the inventory; no engine is asked.
struct ImageList: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the images that were built or pushed from here; no engine is asked.")

    @OptionGroup var output: OutputOptions

    func run(in runtime: Runtime) async throws {
        let inventory = try runtime.openInventory()
        let clusters = try inventory.clusters().filter { $0.facts.state != ClusterState.destroyed }
        runtime.show(
            ImageListDisplay(images: try inventory.images(), clusters: clusters, now: runtime.clock.now()), output)
    }
}
