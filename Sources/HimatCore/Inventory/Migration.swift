// SPDX-License-Identifier: MIT
internal import HimatSupport

/// One step of the schema's history: named, in order, never changed once it was released.
struct Migration {
    let name: String
    let statements: [String]

    /// Brings the database to the newest schema this program knows.
    /// - Throws: `HimatError` (storage) when the database knows migrations that this program does not.
    static func apply(_ migrations: [Migration], to database: Database) throws {
        let known = migrations.map(\.name)
        if try done(in: database) == known { return }
        try database.transaction { database in
            try database.execute(
                "CREATE TABLE IF NOT EXISTS migrations (position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)")
            let done = try done(in: database)
            guard done == Array(known.prefix(done.count)) else {
                let strange = done.first { !known.contains($0) } ?? done.last ?? ""
                throw HimatError(
                    .storage, "The inventory was written by a newer HiMAT (it knows \"\(strange)\")",
                    nextStep: "update this program, or set HIMAT_INVENTORY to another path")
            }
            for migration in migrations.dropFirst(done.count) {
                for statement in migration.statements { try database.execute(statement) }
                try database.execute("INSERT INTO migrations (name) VALUES (?)", [.text(migration.name)])
            }
        }
    }

    private static func done(in database: Database) throws -> [String] {
        let exists = try database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'")
        if exists.isEmpty { return [] }
        return try database.execute("SELECT name FROM migrations ORDER BY position").compactMap { $0.text("name") }
    }
}
