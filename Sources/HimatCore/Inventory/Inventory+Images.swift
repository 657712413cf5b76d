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
}
