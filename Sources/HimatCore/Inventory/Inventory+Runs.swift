// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

extension Inventory {
    /// Notes that a run begins.
    public func begin(_ run: RunRecord, on cluster: ClusterIdentity) throws {
        try write { database in
            let id = try Self.row(of: cluster, at: run.startedAt, in: database)
            try database.execute(
                "INSERT INTO runs (id, cluster, layer, verb, started_at) VALUES (?, ?, ?, ?, ?)",
                [.text(run.id), .int(id), .text(run.layer), .text(run.verb), .date(run.startedAt)])
        }
    }

    /// Notes how a run ended: `done`, `failed` or `interrupted`, and one line about what it did.
    public func end(run id: String, outcome: String, summary: String, at now: Date) throws {
        try write { database in
            try database.execute(
                "UPDATE runs SET ended_at = ?, outcome = ?, summary = ? WHERE id = ?",
                [.date(now), .text(outcome), .text(summary), .text(id)])
        }
    }

    /// The latest runs, newest first.
    public func runs(of cluster: ClusterIdentity, limit: Int = 20) throws -> [RunRecord] {
        try read { database in
            try database.execute(
                """
                SELECT runs.* FROM runs JOIN clusters ON clusters.id = runs.cluster
                WHERE account = ? AND region = ? AND name = ? ORDER BY started_at DESC, runs.rowid DESC LIMIT ?
                """, Self.key(cluster) + [.int(limit)]
            ).compactMap { row in
                guard let id = row.text("id"), let layer = row.text("layer"), let verb = row.text("verb"),
                    let started = row.date("started_at")
                else { return nil }
                return RunRecord(
                    id: id, layer: layer, verb: verb, startedAt: started, endedAt: row.date("ended_at"),
                    outcome: row.text("outcome"), summary: row.text("summary"))
            }
        }
    }

    /// Adds a line to a cluster's history.
    public func add(_ event: EventRecord, to cluster: ClusterIdentity) throws {
        try write { database in
            let id = try Self.row(of: cluster, at: event.at, in: database)
            try database.execute(
                "INSERT INTO events (cluster, run, at, message) VALUES (?, ?, ?, ?)",
                [.int(id), .optional(event.run), .date(event.at), .text(event.message)])
        }
    }

    /// The latest lines of a cluster's history, newest first.
    public func events(of cluster: ClusterIdentity, limit: Int = 20) throws -> [EventRecord] {
        try read { database in
            try database.execute(
                """
                SELECT events.* FROM events JOIN clusters ON clusters.id = events.cluster
                WHERE account = ? AND region = ? AND name = ? ORDER BY events.id DESC LIMIT ?
                """, Self.key(cluster) + [.int(limit)]
            ).compactMap { row in
                guard let at = row.date("at"), let message = row.text("message") else { return nil }
                return EventRecord(at: at, run: row.text("run"), message: message)
            }
        }
    }
}
