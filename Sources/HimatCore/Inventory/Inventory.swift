// SPDX-License-Identifier: MIT
internal import FoundationEssentials
public import HimatSupport
internal import Synchronization

/// What this user's machine remembers of clusters, runs, images and volumes; the cloud stays the truth.
///
/// One SQLite file, mode 0600, shared by any number of processes. It never holds a secret. Every call may throw
/// `HimatError` (storage); a deploy goes on without it.
public final class Inventory: Sendable {
    private let database: Mutex<Database>

    /// Opens the file, makes it and its folder if missing, and brings its schema up to date.
    /// - Throws: `HimatError` (storage): no access, corrupted, written by a newer HiMAT.
    public static func open(at path: String) throws -> Inventory {
        try InventoryFile(path: path).prepare()
        return try Inventory(path: path)
    }

    private init(path: String) throws {
        let opened = try Database(path: path)
        try Migration.apply(Migration.all, to: opened)
        database = Mutex(opened)
    }

    /// `HIMAT_INVENTORY`, else `$XDG_DATA_HOME/himat/inventory.sqlite`, else `~/.local/share/himat/inventory.sqlite`.
    public static func path(in environment: ProcessEnvironment) -> String {
        if let path = environment["HIMAT_INVENTORY"] { return environment.absolute(path) }
        // The XDG specification says that a relative path is to be ignored.
        if let folder = environment["XDG_DATA_HOME"], folder.hasPrefix("/") {
            return folder + "/himat/inventory.sqlite"
        }
        return environment.home + "/.local/share/himat/inventory.sqlite"
    }

    func read<Result: Sendable>(_ body: @Sendable (Database) throws -> Result) throws -> Result {
        try database.withLock { try body($0) }
    }

    @discardableResult
    func write<Result: Sendable>(_ body: @Sendable (Database) throws -> Result) throws -> Result {
        try database.withLock { try $0.transaction(body) }
    }
}
