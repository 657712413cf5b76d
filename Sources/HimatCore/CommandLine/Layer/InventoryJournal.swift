// SPDX-License-Identifier: MIT
internal import HimatEngine
internal import HimatInventory
internal import HimatSupport
internal import Synchronization

/// The journal kept in the inventory; what it cannot write there it remembers for as long as the process lives.
struct InventoryJournal: Journal {
    private let inventory: Inventory
    private let cluster: ClusterIdentity
    private let layer: String
    private let clock: any WallClock
    private let complaint: Complaint

    init(_ inventory: Inventory, cluster: ClusterIdentity, layer: String, clock: any WallClock, complaint: Complaint) {
        self.inventory = inventory
        self.cluster = cluster
        self.layer = layer
        self.clock = clock
        self.complaint = complaint
    }

    func begin(run: String, address: Address, verb: JournalVerb) -> Int {
        let step = StepRecord(run: run, layer: layer, address: address.text, verb: verb.rawValue)
        return attempt { try inventory.begin(step, on: cluster, at: clock.now()) } ?? 0
    }

    func end(_ entry: Int, _ outcome: JournalOutcome) {
        let (word, detail) =
            switch outcome {
            case .done(let id): ("done", id)
            case .failed(let reason): ("failed", reason)
            case .unknown: ("unknown", "")
            }
        _ = attempt { try inventory.end(step: entry, outcome: word, detail: detail, at: clock.now()) }
    }

    func hasOpenCreation(of address: Address) -> Bool {
        guard let last = attempt({ try inventory.lastStep(of: address.text, layer: layer, on: cluster) }) ?? nil,
            last.verb == JournalVerb.create.rawValue
        else { return false }
        return last.outcome == nil || last.outcome == "unknown"
    }

    private func attempt<Value>(_ work: () throws -> Value) -> Value? {
        do {
            return try work()
        } catch {
            complaint.make(error)
            return nil
        }
    }
}
