// SPDX-License-Identifier: MIT
public import HimatSupport

extension Inventory {
    /// Replaces what is remembered of one cluster's volumes.
    public func replaceVolumes(of cluster: ClusterIdentity, with volumes: [VolumeRecord]) throws {
        try write { database in
            try database.execute(
                "DELETE FROM volumes WHERE account = ? AND region = ? AND cluster_name = ?", Self.key(cluster))
            for volume in volumes {
                try database.execute(
                    """
                    INSERT OR REPLACE INTO volumes (id, account, region, cluster_name, zone, gib, state, last_seen)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        .text(volume.id), .text(cluster.account), .text(cluster.region), .text(cluster.name),
                        .optional(volume.zone), .optional(volume.gib), .optional(volume.state),
                        .date(volume.lastSeen),
                    ])
            }
        }
    }

    /// Every volume, by cluster and id.
    public func volumes() throws -> [VolumeRecord] {
        try read { database in
            try database.execute("SELECT * FROM volumes ORDER BY cluster_name, region, account, id").compactMap { row in
                guard let id = row.text("id"), let account = row.text("account"), let region = row.text("region"),
                    let cluster = row.text("cluster_name"), let seen = row.date("last_seen")
                else { return nil }
                return VolumeRecord(
                    id: id, cluster: ClusterIdentity(account: account, region: region, name: cluster),
                    zone: row.text("zone"), gib: row.int("gib"), state: row.text("state"), lastSeen: seen)
            }
        }
    }
}
