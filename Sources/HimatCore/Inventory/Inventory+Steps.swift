// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

/// One call that changes something, as the journal notes it.
public struct StepRecord: Sendable, Equatable {
    /// The run.
    public var run: String
    /// The layer's name.
    public var layer: String
    /// The resource's address.
    public var address: String
    /// `create`, `update`, `delete` or `keep`.
    public var verb: String
    /// `done`, `failed` or `unknown`; nil while it has not ended, and for ever when the process was killed.
    public var outcome: String?
    /// The id of what it is about, or the service's words.
    public var detail: String?

    /// Builds a record of a call that begins.
    public init(
        run: String, layer: String, address: String, verb: String, outcome: String? = nil, detail: String? = nil
    ) {
        self.run = run
        self.layer = layer
        self.address = address
        self.verb = verb
        self.outcome = outcome
        self.detail = detail
    }
}

extension Inventory {
    /// Notes that a call is about to be made; gives the entry's number.
    public func begin(_ step: StepRecord, on cluster: ClusterIdentity, at now: Date) throws -> Int {
        try write { database in
            let id = try Self.row(of: cluster, at: now, in: database)
            try database.execute(
                "INSERT INTO steps (cluster, run, layer, address, verb, began_at) VALUES (?, ?, ?, ?, ?, ?)",
                [.int(id), .text(step.run), .text(step.layer), .text(step.address), .text(step.verb), .date(now)])
            return database.lastInsertedID
        }
    }

    /// Notes how a call ended.
    public func end(step number: Int, outcome: String, detail: String, at now: Date) throws {
        try write { database in
            try database.execute(
                "UPDATE steps SET ended_at = ?, outcome = ?, detail = ? WHERE id = ?",
                [.date(now), .text(outcome), .text(detail), .int(number)])
        }
    }

    /// The last creation or deletion of a resource.
    public func lastStep(of address: String, layer: String, on cluster: ClusterIdentity) throws -> StepRecord? {
        try read { database in
            try database.execute(
                """
                SELECT steps.* FROM steps JOIN clusters ON clusters.id = steps.cluster
                WHERE account = ? AND region = ? AND name = ? AND layer = ? AND address = ?
                    AND verb IN ('create', 'delete') ORDER BY steps.id DESC LIMIT 1
                """, Self.key(cluster) + [.text(layer), .text(address)]
            ).first.flatMap { row in
                guard let run = row.text("run"), let verb = row.text("verb") else { return nil }
                return StepRecord(
                    run: run, layer: layer, address: address, verb: verb, outcome: row.text("outcome"),
                    detail: row.text("detail"))
            }
        }
    }
}
