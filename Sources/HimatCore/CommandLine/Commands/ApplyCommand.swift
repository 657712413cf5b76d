// SPDX-License-Identifier: MIT
public import ArgumentParser
internal import HimatEngine
internal import HimatSupport

/// `apply`: makes what exists as the configuration asks, then prints the outputs.
public struct ApplyCommand<L: Layer>: HimatCommand {
    /// The name and the help.
    public static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "apply", abstract: "Create and change what the configuration asks for.",
            discussion: "It may be interrupted at any time; the next apply or destroy finishes the work.")
    }

    @OptionGroup var layerOptions: L.Options
    @OptionGroup var global: GlobalOptions
    @OptionGroup var refresh: RefreshOptions

    @Flag(name: [.customShort("y"), .customLong("yes"), .customLong("auto-approve")], help: "Do not ask.")
    var isApproved = false

    @Flag(help: "The same as plan.")
    var dryRun = false

    /// Parses nothing; every flag at its default.
    public init() {}

    /// Gathers, calls, renders.
    public func run(in runtime: Runtime) async throws {
        let request = LayerRequest(verb: dryRun ? .plan : .apply, global: global, refresh: Set(refresh.refresh))
        if dryRun {
            _ = try await LayerSession<L>(layerOptions, request, runtime).showPlan()
        } else {
            try await ApplyRequest(isApproved: isApproved).run(L.self, layerOptions, request, runtime)
        }
    }
}

/// What `apply` does, for other commands too (`scale` writes a number, then applies).
public struct ApplyRequest: Sendable {
    /// Whether `--yes` was given.
    public var isApproved: Bool
    /// Called once the plan is accepted, before anything is changed.
    public var whenAccepted: @Sendable () throws -> Void = {}

    /// Builds a request.
    public init(isApproved: Bool) { self.isApproved = isApproved }

    /// Plans, asks, carries out, prints the outputs.
    public func run<L: Layer>(
        _ type: L.Type, _ options: L.Options, _ request: LayerRequest, _ runtime: Runtime
    ) async throws {
        let question = Confirmation(runtime: runtime, command: "\(L.command) \(request.verb.rawValue)")
        try question.requireAnswerable(orFlag: "--yes", given: isApproved)
        let session = try await LayerSession<L>(options, request, runtime)
        try await Applying(
            session: session, question: question, isApproved: isApproved, whenAccepted: whenAccepted
        ).run()
    }
}
