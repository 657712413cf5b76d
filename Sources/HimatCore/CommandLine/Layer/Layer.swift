// SPDX-License-Identifier: MIT
public import ArgumentParser
public import FoundationEssentials
public import HimatEngine
public import HimatInventory
public import HimatSupport

/// One stage of a deployment (AWS, Kubernetes, local): what it is made of, and the few hooks that differ.
///
/// The verbs come free: `PlanCommand<L>`, `ApplyCommand<L>`, `DestroyCommand<L>`, `StatusCommand<L>`, `OutputCommand<L>`,
/// `ValidateCommand<L>`. An instance lives for one command and holds its clients and the checked configuration.
public protocol Layer: Sendable {
    /// The flags that only this layer has.
    associatedtype Options: ParsableArguments & Sendable

    /// The binary's name, as in the commands that messages tell the user to type: `himat-eks`.
    static var command: String { get }
    /// The layer's name in tags, journal and inventory: `eks`.
    static var name: String { get }
    /// What `--refresh` may name: decisions that were made at creation and are kept until then.
    static var refreshNames: [RefreshName] { get }

    /// Loads and checks the configuration and builds the clients; makes no call that changes anything.
    /// - Throws: `HimatError` (usage) for a bad configuration; `validate` goes no further than this.
    static func open(_ options: Options, request: LayerRequest, runtime: Runtime) async throws -> Self

    /// The cluster this command is about.
    var cluster: ClusterIdentity { get }
    /// What the layer is made of; reads go through `context.reads`, which the plan's observations share.
    func resources(in context: OperationContext) async throws -> [any ManagedResource]
    /// Checks before the first change; a refusal ends the command with exit 4. `validate` calls it with nil.
    func preflight(for plan: Plan?, in context: OperationContext) async throws -> [Finding]
    /// Sentences a plan ends with, e.g. that something newer exists; they change nothing.
    func notes(on plan: Plan, in context: OperationContext) async throws -> [String]
    /// Waits after the last step until the whole is usable (URLs answer, workers counted); makes no change.
    func settle(_ state: Inputs, in context: OperationContext) async throws
    /// What the layer gives its users, in the order shown; `state` holds the attributes of all that exists.
    func outputs(from state: Inputs, in context: OperationContext) async throws -> [Output]
    /// Writes the files an apply leaves on the user's disk (kubeconfig).
    func publish(_ outputs: [Output], in context: OperationContext) async throws
    /// What the inventory learns of the cluster.
    func facts(from state: Inputs, outputs: [Output]) -> ClusterFacts
    /// The notebook volumes the inventory should remember; nil = this layer knows nothing of volumes.
    /// - Parameter isRetained: after a destroy, when `state` holds only what was kept.
    func volumes(from state: Inputs, isRetained: Bool, at now: Date) -> [VolumeRecord]?
    /// What the inventory learns when the layer is gone; the default forgets nothing but the state.
    var factsAfterDestroy: ClusterFacts { get }
    /// What the inventory holds while a run changes things, and for ever when it ends before its time.
    var factsWhileChanging: ClusterFacts { get }

    /// Runs `body` while this process alone may change the cluster; gives it the lock's epoch.
    /// - Throws: `HimatError` (locked) that names the holder.
    func withLock<Value: Sendable>(
        for verb: String, in context: OperationContext,
        _ body: @Sendable (OperationContext) async throws -> Value
    ) async throws -> Value

    /// What a destroy ends and what it leaves, said before the question.
    func destroySummary(of plan: DestroyPlan, in context: OperationContext) async throws -> DestroySummary
    /// What must go before the layer's own resources (balancers that Kubernetes made).
    func prepareDestroy(in context: OperationContext) async throws
    /// Everything of the cluster that is still there after a destroy, found by tag and by name, beside what is kept on purpose.
    func sweep(in context: OperationContext) async throws -> [Leftover]
}

extension Layer {
    /// None.
    public static var refreshNames: [RefreshName] { [] }
    /// Nothing to check.
    public func preflight(for plan: Plan?, in context: OperationContext) async throws -> [Finding] { [] }
    /// Nothing to say.
    public func notes(on plan: Plan, in context: OperationContext) async throws -> [String] { [] }
    /// Usable at once.
    public func settle(_ state: Inputs, in context: OperationContext) async throws {}
    /// No files.
    public func publish(_ outputs: [Output], in context: OperationContext) async throws {}
    /// Knows nothing of volumes.
    public func volumes(from state: Inputs, isRetained: Bool, at now: Date) -> [VolumeRecord]? { nil }
    /// The state alone.
    public var factsAfterDestroy: ClusterFacts { ClusterFacts(state: ClusterState.destroyed) }
    /// The state `incomplete`, and only for a layer whose destroy sets the state too.
    public var factsWhileChanging: ClusterFacts {
        ClusterFacts(state: factsAfterDestroy.state == nil ? nil : ClusterState.incomplete)
    }
    /// Nothing beside the list itself.
    public func destroySummary(of plan: DestroyPlan, in context: OperationContext) async throws -> DestroySummary {
        DestroySummary()
    }
    /// Nothing.
    public func prepareDestroy(in context: OperationContext) async throws {}
    /// Nothing.
    public func sweep(in context: OperationContext) async throws -> [Leftover] { [] }
}
