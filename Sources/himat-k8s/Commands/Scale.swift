// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `scale N`: writes the number of workers into the configuration, comments kept, then applies.
struct Scale: HimatCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change how many Dask workers there are.",
        discussion: """
            Writes dask_worker_count into the configuration file, then does what apply does. Idle workers go first; each \
            hands its results to the others before it ends. "auto" fills the nodes as they are now.
            """)

    @Argument(help: "The number of workers, or auto.")
    var count: String

    @OptionGroup var layer: KubernetesOptions
    @OptionGroup var global: GlobalOptions

    @Flag(name: [.customShort("y"), .customLong("yes"), .customLong("auto-approve")], help: "Do not ask.")
    var isApproved = false

    @Flag(help: "Show what would be done; write nothing.")
    var dryRun = false

    private static let limit = 10_000

    /// What was typed as the configuration says it; nil = neither.
    private var value: ConfigValue? {
        if count == "auto" { return .auto }
        guard count.utf8.count <= 6, let number = Int(count), (0...Self.limit).contains(number) else { return nil }
        return .integer(number)
    }

    func validate() throws {
        guard value != nil else {
            throw ValidationError("COUNT must be auto or a whole number from 0 to \(Self.limit), not \"\(count)\"")
        }
    }

    func run(in runtime: Runtime) async throws {
        guard let value else { return }
        let request = ScaleRequest("dask_worker_count", to: value, isApproved: isApproved, isDryRun: dryRun)
        // What "auto" once came to is kept by apply; typed here, it is asked anew.
        let refresh: Set<String> = value == .auto ? ["workers"] : []
        try await request.run(KubernetesLayer.self, layer, global, refresh: refresh, runtime)
    }
}
