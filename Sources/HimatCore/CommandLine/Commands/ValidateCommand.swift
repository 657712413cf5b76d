// SPDX-License-Identifier: MIT
public import ArgumentParser
internal import HimatSupport

/// `validate`: checks the configuration and whether it could run, and changes nothing.
public struct ValidateCommand<L: Layer>: HimatCommand {
    /// The name and the help.
    public static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "validate", abstract: "Check the configuration and whether it could run.")
    }

    @OptionGroup var layerOptions: L.Options
    @OptionGroup var global: GlobalOptions

    /// Parses nothing; every flag at its default.
    public init() {}

    /// Gathers, calls, renders.
    public func run(in runtime: Runtime) async throws {
        let session = try await LayerSession<L>(layerOptions, LayerRequest(verb: .validate, global: global), runtime)
        try session.examine(try await session.layer.preflight(for: nil, in: session.context))
        runtime.show(ValidDisplay(cluster: session.layer.cluster), session.output)
    }
}

private struct ValidDisplay: Displayable {
    let cluster: ClusterIdentity

    var document: JSONValue { ["valid": true, "cluster": .string(cluster.description)] }
    func text(_ palette: Palette) -> String { "\(cluster): the configuration is valid\n" }
}
