// SPDX-License-Identifier: MIT
public import ArgumentParser
internal import HimatEngine
internal import HimatSupport

/// `output`: what the layer gives its users, read from what exists.
public struct OutputCommand<L: Layer>: HimatCommand {
    /// The name and the help.
    public static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "output", abstract: "Print all outputs, or one by name.")
    }

    @OptionGroup var layerOptions: L.Options
    @OptionGroup var global: GlobalOptions

    @Flag(name: .shortAndLong, help: "Print the one output without a line break after it.")
    var raw = false

    @Argument(help: "The output's name.")
    var name: String?

    /// Parses nothing; every flag at its default.
    public init() {}

    /// Refuses contradictions.
    public func validate() throws {
        if raw && name == nil { throw ValidationError("--raw needs the name of an output") }
    }

    /// Gathers, calls, renders.
    public func run(in runtime: Runtime) async throws {
        let session = try await LayerSession<L>(layerOptions, LayerRequest(verb: .output, global: global), runtime)
        let plan = try await session.plan(in: session.context).plan
        guard !plan.state.all.isEmpty else {
            throw HimatError(
                .notFound, "\(session.layer.cluster): nothing of the \(L.name) layer exists",
                nextStep: "\(L.command) apply")
        }
        let outputs = try await session.layer.outputs(from: plan.state, in: session.context)
        guard let name else { return runtime.show(OutputsDisplay(outputs: outputs), session.output) }
        guard let wanted = outputs.first(where: { $0.name == name }) else {
            throw HimatError(
                .usage, "There is no output \"\(name)\"",
                details: ["outputs: " + outputs.map(\.name).joined(separator: ", ")])
        }
        if raw { return runtime.standardOutput.write(wanted.bare) }
        runtime.show(SingleOutputDisplay(output: wanted), session.output)
    }
}
