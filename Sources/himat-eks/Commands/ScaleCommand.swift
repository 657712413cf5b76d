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
        let flags = Dictionary(global.overrides.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        let loaded = try ConfigLoader(environment: runtime.environment).load(
            flags: flags, flagNames: global.flagNames, path: global.config)
        let origin = loaded.origin("spot_node_count")
        if origin.source == .flag || origin.source == .environment {
            throw HimatError(
                .usage, "spot_node_count is set by \(origin), which would win over the file",
                nextStep: "take it away, then himat-eks scale \(count)")
        }
        if dryRun {
            var options = global
            if let setting = Setting(argument: "spot_node_count=\(count)") { options.settings.append(setting) }
            return try await PlanRequest().run(
                EKSLayer.self, layerOptions, LayerRequest(verb: .plan, global: options), runtime)
        }
        guard !loaded.files.isEmpty else {
            throw HimatError(
                .usage, "There is no configuration file to write the number into",
                nextStep: "himat-eks init, or himat-eks apply --set spot_node_count=\(count)")
        }
        try ConfigEditor(environment: runtime.environment)
            .set("spot_node_count", to: .integer(count), in: loaded.editableFile)
        runtime.standardError.write("\(loaded.editableFile): spot_node_count is \(count) now\n")
        let request = LayerRequest(verb: .apply, global: global)
        try await ApplyRequest(isApproved: isApproved).run(EKSLayer.self, layerOptions, request, runtime)
    }
}
