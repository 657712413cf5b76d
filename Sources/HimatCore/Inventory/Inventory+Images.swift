// SPDX-License-Identifier: MIT

extension Inventory {
    /// Remembers an image. What is nil keeps what is known of it.
    ///
    /// A reference has one record without a digest, the last build; with a digest it becomes that of the image pushed, and
    /// the next build starts another.
    public func remember(_ image: ImageRecord) throws {
        try write { database in
            if image.digest.isEmpty {
                try database.execute(
                    "DELETE FROM images WHERE reference = ? AND digest = '' AND image_id IS NOT ?",
                    [.text(image.reference), .optional(image.imageID)])
            } else {
                try database.execute(
                    """
                    UPDATE OR REPLACE images SET digest = ?1
                    WHERE reference = ?2 AND digest = '' AND (?3 IS NULL OR image_id = ?3)
                    """,
                    [.text(image.digest), .text(image.reference), .optional(image.imageID)])
            }
            try database.execute(
                """
                INSERT INTO images
                    (digest, reference, platform, size, source_digest, created_at, last_seen, image_id, variant, lock)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (reference, digest) DO UPDATE SET
                    platform = coalesce(excluded.platform, platform), size = coalesce(excluded.size, size),
                    source_digest = coalesce(excluded.source_digest, source_digest), last_seen = excluded.last_seen,
                    image_id = coalesce(excluded.image_id, image_id), variant = coalesce(excluded.variant, variant),
                    lock = coalesce(excluded.lock, lock)
                """,
                [
                    .text(image.digest), .text(image.reference), .optional(image.platform), .optional(image.size),
                    .optional(image.sourceDigest), .date(image.createdAt), .date(image.lastSeen),
                    .optional(image.imageID), .optional(image.variant), .optional(image.lock),
                ])
        }
    }

    /// Every image, newest first.
    public func images() throws -> [ImageRecord] {
        try read { database in
            try database.execute("SELECT * FROM images ORDER BY created_at DESC, reference, digest").compactMap { row in
                guard let reference = row.text("reference"), let digest = row.text("digest"),
                    let created = row.date("created_at"), let seen = row.date("last_seen")
                else { return nil }
                return ImageRecord(
                    reference: reference, digest: digest, imageID: row.text("image_id"),
                    platform: row.text("platform"), variant: row.text("variant"), size: row.int("size"),
                    sourceDigest: row.text("source_digest"), lock: row.text("lock"), createdAt: created, lastSeen: seen)
            }
        }
    }

    /// Forgets an image; the image itself is not touched.
    public func forget(_ image: ImageRecord) throws {
        try write { database in
            try database.execute(
                "DELETE FROM images WHERE reference = ? AND digest = ?", [.text(image.reference), .text(image.digest)])
        }
    }
}
