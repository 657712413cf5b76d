// SPDX-License-Identifier: MIT
internal import HimatEngine
internal import HimatSupport

/// One destroy: say what dies, ask, take the lock, look again, delete, prove.
struct Destroying<L: Layer>: Sendable {
    let session: LayerSession<L>
    let question: Confirmation
    let isApproved: Bool
    /// Whether `--confirm` gave the cluster's name.
    let isNameTyped: Bool

    private var console: Console { session.console }
    private var layer: L { session.layer }
    private var cluster: ClusterIdentity { session.layer.cluster }

    func run() async throws {
        let memory = session.memory()
        let shown = try await look(in: session.context, memory).plan
        if shown.isEmpty, try await layer.sweep(in: session.context).isEmpty {
            let receipt = Receipt(shown)
            remember(receipt.kept, memory)
            return show(receipt)
        }
        try await confirm(shown)
        let run = session.context.runID
        memory.begin(run: run, verb: "destroy")
        do {
            let receipt = try await layer.withLock(for: "destroy", in: session.context) { context in
                try await carryOut(in: memory.recording(context.freshReads(), console), memory)
            }
            remember(receipt.kept, memory)
            memory.end(run: run, failure: nil, summary: "\(receipt.deleted.count) deleted, \(receipt.kept.count) kept")
            show(receipt)
        } catch {
            let failure = explain(error)
            memory.end(run: run, failure: failure, summary: failure.message)
            throw failure
        }
    }

    private func look(in context: OperationContext, _ memory: RunMemory) async throws
        -> (plan: DestroyPlan, destroyer: Destroyer)
    {
        let graph = try ResourceGraph(try await layer.resources(in: context))
        let destroyer = Destroyer(graph, journal: memory.journal, settings: session.settings)
        return (try await destroyer.plan(in: context), destroyer)
    }

    private func carryOut(in context: OperationContext, _ memory: RunMemory) async throws -> Receipt {
        memory.remember(layer.factsWhileChanging)
        return try await console.whileLive {
            try await layer.prepareDestroy(in: context)
            let (plan, destroyer) = try await look(in: context.freshReads(), memory)
            let report = await destroyer.execute(plan, in: context)
            if let failure = report.failure(of: "destroy", resume: "\(L.command) destroy") { throw failure }
            try prove(try await layer.sweep(in: context.freshReads()))
            return Receipt(plan)
        }
    }

    /// - Throws: `HimatError` (leftover) that names each thing, its price and the command against it.
    private func prove(_ leftovers: [Leftover]) throws {
        guard !leftovers.isEmpty else { return }
        let lines = leftovers.map { left in
            let price = left.hourlyPrice.map { ", $\($0) per hour" } ?? ""
            return "\(left.kind) \(left.id)\(price): \(left.command)"
        }
        throw HimatError(
            .leftover, "\(cluster): \(leftovers.count) things are still there after the destroy", details: lines,
            nextStep: "\(L.command) destroy again, or the commands above")
    }

    private func confirm(_ plan: DestroyPlan) async throws {
        let summary = try await layer.destroySummary(of: plan, in: session.context)
        console.say("\(cluster): this will be deleted:")
        for item in plan.deletions { console.say("  - \(item.address) (\(item.observation.id))") }
        for line in summary.dies { console.say("  - \(line)") }
        let kept = plan.kept.map { item in
            if case .keep(let reason) = item.disposal { return "\(item.address) (\(item.observation.id)): \(reason)" }
            return item.address.text
        }
        if !(kept + summary.stays).isEmpty { console.say("This stays:") }
        for line in kept + summary.stays { console.say("    \(line)") }
        if isNameTyped || (isApproved && !summary.needsTypedName) { return }
        try question.requireAnswerable(orFlag: "--confirm \(cluster.name)", given: false)
        try await question.ask("Type the cluster's name to delete all this.", expecting: cluster.name)
    }

    private func remember(_ kept: [Receipt.Line], _ memory: RunMemory) {
        let state = Inputs(Dictionary(kept.map { ($0.address, $0.attributes) }) { first, _ in first })
        memory.remember(state)
        memory.remember(layer.volumes(from: state, isRetained: true, at: session.runtime.clock.now()))
        memory.remember(layer.factsAfterDestroy)
    }

    private func show(_ receipt: Receipt) {
        console.clear()
        session.runtime.show(ReceiptDisplay(receipt: receipt, cluster: cluster), session.output)
    }

    private func explain(_ error: any Error) -> HimatError {
        if error is CancellationError {
            let next = "\(L.command) destroy goes on where this stopped"
            return HimatError(.interrupted, "Interrupted", nextStep: next)
        }
        return error as? HimatError ?? HimatError(.internalFault, "Destroy failed", cause: error)
    }
}

/// The proof of a destroy.
struct ReceiptDisplay: Displayable {
    let receipt: Receipt
    let cluster: ClusterIdentity

    var document: JSONValue {
        [
            "cluster": .string(cluster.description),
            "deleted": .array(receipt.deleted.map(line)),
            "kept": .array(receipt.kept.map(line)),
            "left": .array([]),
        ]
    }

    func text(_ palette: Palette) -> String {
        var lines = receipt.deleted.map { "deleted  \($0.address) (\($0.id))" }
        lines += receipt.kept.map { "kept     \($0.address) (\($0.id)): \($0.reason ?? "")" }
        let sum =
            receipt.deleted.isEmpty
            ? "\(cluster): nothing to delete; a search found nothing left."
            : "\(cluster): \(receipt.deleted.count) deleted, \(receipt.kept.count) kept; a search found nothing else left."
        return (lines + [palette.good(sum)]).map { $0 + "\n" }.joined()
    }

    private func line(_ line: Receipt.Line) -> JSONValue {
        var document: JSONValue = ["address": .string(line.address.text), "id": .string(line.id)]
        if let reason = line.reason { document["reason"] = .string(reason) }
        return document
    }
}
