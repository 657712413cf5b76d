// SPDX-License-Identifier: MIT

extension Inventory {
    /// Remembers an image.
    public func remember(_ image: ImageRecord) throws {
        try write { database in
            try database.execute(
                """
                INSERT OR REPLACE INTO images
                    (digest, reference, platform, size, source_digest, created_at, last_seen)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(image.digest), .text(image.reference), .optional(image.platform), .optional(image.size),
                    .optional(image.sourceDigest), .date(image.createdAt), .date(image.lastSeen),
                ])
        }
    }

    /// Every image, newest first.
    public func images() throws -> [ImageRecord] {
        try read { database in
            try database.execute("SELECT * FROM images ORDER BY created_at DESC, reference").compactMap { row in
                guard let reference = row.text("reference"), let digest = row.text("digest"),
                    let created = row.date("created_at"), let seen = row.date("last_seen")
                else { return nil }
                return ImageRecord(
                    reference: reference, digest: digest, platform: row.text("platform"), size: row.int("size"),
                    sourceDigest: row.text("source_digest"), createdAt: created, lastSeen: seen)
            }
        }
    }

    /// Remembers a volume.
    public func remember(_ volume: VolumeRecord) throws {
        try write { database in
            try database.execute(
                """
                INSERT OR REPLACE INTO volumes (id, account, region, cluster_name, zone, gib, state, last_seen)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(volume.id), .text(volume.account), .text(volume.region), .text(volume.clusterName),
                    .optional(volume.zone), .optional(volume.gib), .optional(volume.state), .date(volume.lastSeen),
                ])
        }
    }

    /// Forgets a volume that is gone.
    public func forgetVolume(_ id: String, account: String, region: String) throws {
        try write { database in
            try database.execute(
                "DELETE FROM volumes WHERE id = ? AND account = ? AND region = ?",
                [.text(id), .text(account), .text(region)])
        }
    }

    /// Every volume, by cluster and id.
    public func volumes() throws -> [VolumeRecord] {
        try read { database in
            try database.execute("SELECT * FROM volumes ORDER BY cluster_name, region, id").compactMap { row in
                guard let id = row.text("id"), let account = row.text("account"), let region = row.text("region"),
                    let cluster = row.text("cluster_name"), let seen = row.date("last_seen")
                else { return nil }
                return VolumeRecord(
                    id: id, account: account, region: region, clusterName: cluster, zone: row.text("zone"),
                    gib: row.int("gib"), state: row.text("state"), lastSeen: seen)
            }
        }
    }
}
