// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `images`: every image that was built or pushed from here, and who runs it; no network.
struct InventoryImages: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "images", abstract: "List the images built or pushed from this machine; no network is used.")

    @OptionGroup var output: OutputOptions

    func run(in runtime: Runtime) async throws {
        let inventory = try runtime.openInventory()
        let clusters = try inventory.clusters().filter { $0.facts.state != ClusterState.destroyed }
        runtime.show(
            ImageListDisplay(images: try inventory.images(), clusters: clusters, now: runtime.clock.now()), output)
    }
}
