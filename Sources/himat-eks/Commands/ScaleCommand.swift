// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `scale N`: writes the number of spot nodes into the configuration, comments kept, then applies.
struct ScaleCommand: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale", abstract: "Change how many spot nodes there are.",
        discussion: "Writes spot_node_count into the configuration file, then does what apply does.")

    @Argument(help: "The number of spot nodes.")
    var count: Int

    @OptionGroup var layerOptions: EKSOptions
    @OptionGroup var global: GlobalOptions

    @Flag(name: [.customShort("y"), .customLong("yes"), .customLong("auto-approve")], help: "Do not ask.")
    var isApproved = false

    @Flag(help: "Show what would be done; write nothing.")
    var dryRun = false

    func validate() throws {
        guard (0...450).contains(count) else { throw ValidationError("COUNT must be between 0 and 450, not \(count)") }
    }

    func run(in runtime: Runtime) async throws {
        let request = ScaleRequest(
            "spot_node_count", to: .integer(count), isApproved: isApproved, isDryRun: dryRun)
        try await request.run(EKSLayer.self, layerOptions, global, runtime)
    }
}
