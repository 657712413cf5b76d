// SPDX-License-Identifier: MIT
internal import HimatEngine
internal import HimatInventory
internal import HimatSupport
internal import Synchronization

/// The inventory as a run sees it: what cannot be written is said once and then done without.
struct RunMemory: Sendable {
    private let inventory: Inventory?
    private let cluster: ClusterIdentity
    private let layer: String
    private let clock: any WallClock
    private let complaint: Complaint
    /// The journal of this run.
    let journal: any Journal

    init(_ runtime: Runtime, cluster: ClusterIdentity, layer: String, console: Console) {
        complaint = Complaint(console)
        self.cluster = cluster
        self.layer = layer
        clock = runtime.clock
        do {
            let opened = try runtime.openInventory()
            inventory = opened
            journal = InventoryJournal(
                opened, cluster: cluster, layer: layer, clock: runtime.clock, complaint: complaint)
        } catch {
            complaint.make(error)
            inventory = nil
            journal = MemoryJournal()
        }
    }

    func begin(run id: String, verb: String) {
        attempt {
            try $0.begin(RunRecord(id: id, layer: layer, verb: verb, startedAt: clock.now()), on: cluster)
        }
    }

    func end(run id: String, failure: HimatError?, summary: String) {
        let outcome = failure.map { $0.code == .interrupted ? "interrupted" : "failed" } ?? "done"
        attempt { try $0.end(run: id, outcome: outcome, summary: summary, at: clock.now()) }
    }

    func remember(_ facts: ClusterFacts) { attempt { try $0.remember(cluster, facts, at: clock.now()) } }

    func remember(_ state: Inputs) {
        let now = clock.now()
        let records = state.all.sorted { $0.key < $1.key }.map { address, attributes in
            ResourceRecord(layer: layer, address: address.text, id: attributes["id"] ?? "", lastSeen: now)
        }
        attempt { try $0.replaceResources(of: cluster, layer: layer, with: records, at: now) }
    }

    func remember(_ volumes: [VolumeRecord]?) {
        guard let volumes else { return }
        attempt { try $0.replaceVolumes(of: cluster, with: volumes) }
    }

    /// The same context with its events kept.
    func recording(_ context: OperationContext, _ console: Console) -> OperationContext {
        var copy = context
        copy.progress = EventRecorder(console: console, memory: self, run: context.runID)
        return copy
    }

    func add(_ message: String, run: String) {
        attempt { try $0.add(EventRecord(at: clock.now(), run: run, message: message), to: cluster) }
    }

    private func attempt(_ write: (Inventory) throws -> Void) {
        guard let inventory else { return }
        do { try write(inventory) } catch { complaint.make(error) }
    }
}

/// One warning for all failures of the inventory.
final class Complaint: Sendable {
    private let console: Console
    private let isMade = Mutex(false)

    init(_ console: Console) { self.console = console }

    func make(_ error: any Error) {
        let isFirst = isMade.withLock { made in
            defer { made = true }
            return !made
        }
        guard isFirst else { return }
        let words = (error as? HimatError)?.description ?? String(describing: error)
        console.warn("the inventory is not written; what is in the cloud is not affected: " + words)
    }
}
