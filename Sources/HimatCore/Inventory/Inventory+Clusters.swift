// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

extension Inventory {
    /// Remembers what a run learned; nil facts leave what is known, empty texts clear it.
    public func remember(_ cluster: ClusterIdentity, _ facts: ClusterFacts, at now: Date) throws {
        try write { database in
            let id = try Self.row(of: cluster, at: now, in: database)
            try database.execute(
                """
                UPDATE clusters SET
                    state = nullif(coalesce(?, state), ''), version = nullif(coalesce(?, version), ''),
                    stable_nodes = coalesce(?, stable_nodes), spot_nodes = coalesce(?, spot_nodes),
                    endpoint = nullif(coalesce(?, endpoint), ''), jupyter_url = nullif(coalesce(?, jupyter_url), ''),
                    dask_url = nullif(coalesce(?, dask_url), ''),
                    config_digest = nullif(coalesce(?, config_digest), ''),
                    worker_image = nullif(coalesce(?, worker_image), ''),
                    created_at = coalesce(?, created_at), last_seen = ?
                WHERE id = ?
                """,
                [
                    .optional(facts.state), .optional(facts.version), .optional(facts.stableNodes),
                    .optional(facts.spotNodes), .optional(facts.endpoint), .optional(facts.jupyterURL),
                    .optional(facts.daskURL), .optional(facts.configDigest), .optional(facts.workerImage),
                    .optional(facts.createdAt), .date(now), .int(id),
                ])
        }
    }

    /// Every cluster, by name, region and account.
    public func clusters() throws -> [ClusterRecord] {
        try read { try $0.execute("SELECT * FROM clusters ORDER BY name, region, account").compactMap(Self.cluster) }
    }

    /// The clusters a user may mean by `name` or `account/region/name` (or `region/name`).
    public func clusters(matching text: String) throws -> [ClusterRecord] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return try clusters().filter { record in
            let whole = [record.identity.account, record.identity.region, record.identity.name]
            return (1...3).contains(parts.count) && whole.suffix(parts.count) == parts[...]
        }
    }

    /// Forgets a cluster with its resources and history; the cluster itself is not touched.
    public func forget(_ cluster: ClusterIdentity) throws {
        try write { database in
            try database.execute(
                "DELETE FROM clusters WHERE account = ? AND region = ? AND name = ?", Self.key(cluster))
        }
    }

    /// Replaces what is remembered of one layer's resources.
    public func replaceResources(
        of cluster: ClusterIdentity, layer: String, with resources: [ResourceRecord], at now: Date
    )
        throws
    {
        try write { database in
            let id = try Self.row(of: cluster, at: now, in: database)
            try database.execute("DELETE FROM resources WHERE cluster = ? AND layer = ?", [.int(id), .text(layer)])
            for resource in resources {
                try database.execute(
                    "INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?, ?)",
                    [.int(id), .text(layer), .text(resource.address), .text(resource.id), .date(resource.lastSeen)])
            }
        }
    }

    /// What is remembered of a cluster's resources, by layer and address.
    public func resources(of cluster: ClusterIdentity) throws -> [ResourceRecord] {
        try read { database in
            try database.execute(
                """
                SELECT resources.* FROM resources JOIN clusters ON clusters.id = resources.cluster
                WHERE account = ? AND region = ? AND name = ? ORDER BY layer, address, resource_id
                """, Self.key(cluster)
            ).compactMap { row in
                guard let layer = row.text("layer"), let address = row.text("address"),
                    let id = row.text("resource_id"), let seen = row.date("last_seen")
                else { return nil }
                return ResourceRecord(layer: layer, address: address, id: id, lastSeen: seen)
            }
        }
    }

    /// The rowid of a cluster, which is added if it is new.
    static func row(of cluster: ClusterIdentity, at now: Date, in database: Database) throws -> Int {
        try database.execute(
            "INSERT OR IGNORE INTO clusters (account, region, name, last_seen) VALUES (?, ?, ?, ?)",
            key(cluster) + [.date(now)])
        let rows = try database.execute(
            "SELECT id FROM clusters WHERE account = ? AND region = ? AND name = ?", key(cluster))
        guard let id = rows.first?.int("id") else {
            throw HimatError(.storage, "The inventory has lost \(cluster) between two statements")
        }
        return id
    }

    static func key(_ cluster: ClusterIdentity) -> [Database.Value] {
        [.text(cluster.account), .text(cluster.region), .text(cluster.name)]
    }

    private static func cluster(_ row: Database.Row) -> ClusterRecord? {
        guard let account = row.text("account"), let region = row.text("region"), let name = row.text("name"),
            let lastSeen = row.date("last_seen")
        else { return nil }
        let facts = ClusterFacts(
            state: row.text("state"), version: row.text("version"), stableNodes: row.int("stable_nodes"),
            spotNodes: row.int("spot_nodes"), endpoint: row.text("endpoint"), jupyterURL: row.text("jupyter_url"),
            daskURL: row.text("dask_url"), configDigest: row.text("config_digest"), createdAt: row.date("created_at"),
            workerImage: row.text("worker_image"))
        return ClusterRecord(
            identity: ClusterIdentity(account: account, region: region, name: name), facts: facts, lastSeen: lastSeen)
    }
}
