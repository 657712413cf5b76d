// SPDX-License-Identifier: MIT
public import ArgumentParser
internal import HimatEngine
internal import HimatSupport

/// `destroy`: deletes everything of the layer, proves it, and prints the receipt.
public struct DestroyCommand<L: Layer>: HimatCommand {
    /// The name and the help.
    public static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "destroy", abstract: "Delete everything of the cluster that this layer made.",
            discussion: "It ends with status 0 only when a search proves that nothing is left.")
    }

    @OptionGroup var layerOptions: L.Options
    @OptionGroup var global: GlobalOptions

    @Flag(name: [.customShort("y"), .customLong("yes"), .customLong("auto-approve")], help: "Do not ask.")
    var isApproved = false

    @Option(help: ArgumentHelp("The cluster's name, typed to confirm where nobody can be asked.", valueName: "name"))
    var confirm: String?

    /// Parses nothing; every flag at its default.
    public init() {}

    /// Gathers, calls, renders.
    public func run(in runtime: Runtime) async throws {
        let question = Confirmation(runtime: runtime, command: "\(L.command) destroy")
        try question.requireAnswerable(orFlag: "--yes", given: isApproved || confirm != nil)
        let request = LayerRequest(verb: .destroy, global: global)
        let session = try await LayerSession<L>(layerOptions, request, runtime)
        if let confirm, confirm != session.layer.cluster.name {
            throw HimatError(
                .usage, "--confirm says \"\(confirm)\", but the cluster is called \"\(session.layer.cluster.name)\"")
        }
        try await Destroying(
            session: session, question: question, isApproved: isApproved, isNameTyped: confirm != nil
        ).run()
    }
}
