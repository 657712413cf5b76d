// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore
import HimatTestSupport
import Synchronization

/// What the fake layer is to be in one test; handed over by the task, as the layer is made by the command itself.
struct FakeSetup: Sendable {
    @TaskLocal static var current: FakeSetup?

    let cloud: FakeCloud
    var resources: @Sendable (FakeCloud) -> [FakeResource] = { cloud in
        [FakeResource("vpc", [], cloud), FakeResource("subnet", ["vpc"], cloud)]
    }
    var findings: [Finding] = []
    var leftovers: [Leftover] = []
    var openError: HimatError?
    var needsTypedName = false
    var lockError: HimatError?
    /// Runs when the lock is taken, before the second plan.
    var onLock: @Sendable (FakeCloud) async -> Void = { _ in }
}

struct FakeOptions: ParsableArguments, Sendable {
    @Option var volume = "keep"
}

/// A layer over the fake cloud.
struct FakeLayer: Layer {
    static let command = "himat-fake"
    static let name = "fake"
    static let refreshNames = [RefreshName("version", "the newest version")]

    let setup: FakeSetup
    let cluster = ClusterIdentity(account: "123456789012", region: "eu-west-1", name: "demo")

    static func open(_ options: FakeOptions, request: LayerRequest, runtime: Runtime) async throws -> FakeLayer {
        guard let setup = FakeSetup.current else { throw HimatError(.internalFault, "the test gave no setup") }
        if let error = setup.openError { throw error }
        return FakeLayer(setup: setup)
    }

    func resources(in context: OperationContext) async throws -> [any ManagedResource] { setup.resources(setup.cloud) }

    func preflight(for plan: Plan?, in context: OperationContext) async throws -> [Finding] { setup.findings }

    func outputs(from state: Inputs, in context: OperationContext) async throws -> [Output] {
        [
            Output("certificate", "MIIB…", isBulky: true), Output("password", "hunter2", isSensitive: true),
            Output("nodes", 5), Output("jupyter_url", .string("http://demo/\(state.known("subnet", "id") ?? "?")/lab")),
        ]
    }

    func facts(from state: Inputs, outputs: [Output]) -> ClusterFacts {
        ClusterFacts(state: ClusterState.ready, jupyterURL: outputs.last?.bare)
    }

    func withLock<Value: Sendable>(
        for verb: String, in context: OperationContext, _ body: @Sendable (OperationContext) async throws -> Value
    ) async throws -> Value {
        if let error = setup.lockError { throw error }
        await setup.onLock(setup.cloud)
        return try await body(context)
    }

    func destroySummary(of plan: DestroyPlan, in context: OperationContext) async throws -> DestroySummary {
        DestroySummary(dies: ["results in the workers' memory"], needsTypedName: setup.needsTypedName)
    }

    func sweep(in context: OperationContext) async throws -> [Leftover] { setup.leftovers }
}

struct FakeRoot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "himat-fake", version: "0.0.0-test",
        subcommands: [
            PlanCommand<FakeLayer>.self, ApplyCommand<FakeLayer>.self, DestroyCommand<FakeLayer>.self,
            StatusCommand<FakeLayer>.self, OutputCommand<FakeLayer>.self, ValidateCommand<FakeLayer>.self,
        ])
}

/// One command line run in this process.
struct CommandRun {
    let status: Int32
    let output: String
    let errors: String

    static func run(
        _ arguments: [String], _ setup: FakeSetup, terminal: Terminal = Terminal(),
        answers: [String] = [], inventory: String? = nil
    ) async throws -> CommandRun {
        let (output, errors) = (BufferOutput(), BufferOutput())
        let remaining = AnswerList(answers)
        let folder = try TemporaryFolder()
        let path = inventory ?? folder.file("inventory.sqlite")
        let runtime = Runtime.test(
            clock: setup.cloud.clock, terminal: terminal, output: output, errors: errors,
            answer: { remaining.next() }, inventory: { try Inventory.open(at: path) })
        let status = await FakeSetup.$current.withValue(setup) {
            await CommandRunner.run(FakeRoot.self, arguments, in: runtime)
        }
        withExtendedLifetime(folder) {}
        return CommandRun(status: status, output: output.text, errors: errors.text)
    }
}

private final class AnswerList: Sendable {
    private let answers: Mutex<[String]>
    init(_ answers: [String]) { self.answers = Mutex(answers) }
    func next() -> String? { answers.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}
