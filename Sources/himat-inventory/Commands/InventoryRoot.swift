// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `himat-inventory`: what this machine remembers; only `sync` asks the cloud.
struct InventoryRoot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "himat-inventory",
        abstract: "What HiMAT has deployed from this machine: clusters, URLs, resources, history.",
        discussion: "The file is $XDG_DATA_HOME/himat/inventory.sqlite; HIMAT_INVENTORY names another.",
        version: HimatVersion.current,
        subcommands: [ClusterList.self, ClusterShow.self, InventoryImages.self, InventorySync.self])
}
