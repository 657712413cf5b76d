// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// Writes runs into the inventory and prints the name of each once it is kept.
struct ProbeWrite: HimatCommand {
    static let configuration = CommandConfiguration(commandName: "write")

    @Argument var label: String
    @Argument var count: Int

    func run(in runtime: Runtime) async throws {
        let inventory = try runtime.openInventory()
        let cluster = ClusterIdentity(account: "1", region: "r", name: "shared")
        for number in 0..<count {
            let run = RunRecord(id: "\(label)-\(number)", layer: "probe", verb: "write", startedAt: runtime.clock.now())
            try inventory.begin(run, on: cluster)
            runtime.standardOutput.write(run.id + "\n")
        }
    }
}
