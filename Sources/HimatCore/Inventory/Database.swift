// SPDX-License-Identifier: MIT
internal import CSQLite
internal import HimatSupport

/// One connection to an SQLite file; the only file that knows SQLite.
///
/// Not sendable: `Inventory` keeps it under a lock.
final class Database {
    /// One value of a row or of a statement.
    enum Value: Equatable {
        case null
        case int(Int)
        case double(Double)
        case text(String)
    }

    /// One row, by column name.
    typealias Row = [String: Value]

    private let handle: OpaquePointer
    private let path: String

    /// Opens or makes the file; WAL, ten seconds of patience with other processes.
    /// - Throws: `HimatError` (storage).
    init(path: String) throws {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard let opened, code == SQLITE_OK else {
            let reason = opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
            sqlite3_close_v2(opened)
            throw HimatError(.storage, "Cannot open the inventory \(path): \(reason)")
        }
        handle = opened
        self.path = path
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 10_000)
        try useWriteAheadLog()
        try execute("PRAGMA synchronous = FULL")
        try execute("PRAGMA foreign_keys = ON")
    }

    deinit { sqlite3_close_v2(handle) }

    /// Runs one statement and gives its rows.
    /// - Throws: `HimatError` (storage) with SQLite's words.
    @discardableResult
    func execute(_ sql: String, _ values: [Value] = []) throws -> [Row] {
        var prepared: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, sql, -1, &prepared, nil))
        guard let statement = prepared else { return [] }
        defer { sqlite3_finalize(statement) }
        for (offset, value) in values.enumerated() { try check(bind(value, Int32(offset + 1), statement)) }
        var rows: [Row] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(Self.row(of: statement))
            case SQLITE_DONE: return rows
            case let code: throw failure(code)
            }
        }
    }

    /// Runs `body` in a write transaction that takes the lock at once; all of it is kept or none.
    func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body(self)
            try execute("COMMIT")
            return result
        } catch {
            // A failed COMMIT or a full disk may have ended the transaction already.
            if sqlite3_get_autocommit(handle) == 0 { _ = try? execute("ROLLBACK") }
            throw error
        }
    }

    /// The rowid of the last insertion.
    var lastInsertedID: Int { Int(sqlite3_last_insert_rowid(handle)) }

    /// Several processes that make a new file at once are refused here in spite of the busy timeout; it passes.
    private func useWriteAheadLog() throws {
        for attempt in 0... {
            do {
                try execute("PRAGMA journal_mode = WAL")
                return
            } catch let error as HimatError where error.isDatabaseBusy && attempt < 100 {
                sqlite3_sleep(20)
            }
        }
    }

    private func bind(_ value: Value, _ index: Int32, _ statement: OpaquePointer) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .int(let number): sqlite3_bind_int64(statement, index, Int64(number))
        case .double(let number): sqlite3_bind_double(statement, index, number)
        case .text(let text): himat_bind_text(statement, index, text, Int32(text.utf8.count))
        }
    }

    private static func row(of statement: OpaquePointer) -> Row {
        var row: Row = [:]
        for column in 0..<sqlite3_column_count(statement) {
            guard let name = sqlite3_column_name(statement, column) else { continue }
            let value: Value
            switch sqlite3_column_type(statement, column) {
            case SQLITE_INTEGER: value = .int(Int(sqlite3_column_int64(statement, column)))
            case SQLITE_FLOAT: value = .double(sqlite3_column_double(statement, column))
            case SQLITE_NULL: value = .null
            default: value = text(of: statement, column)
            }
            row[String(cString: name)] = value
        }
        return row
    }

    /// All bytes of a text, a zero byte among them too.
    private static func text(of statement: OpaquePointer, _ column: Int32) -> Value {
        guard let bytes = sqlite3_column_text(statement, column) else { return .null }
        let count = Int(sqlite3_column_bytes(statement, column))
        return .text(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
    }

    private func check(_ code: Int32) throws { if code != SQLITE_OK { throw failure(code) } }

    private func failure(_ code: Int32) -> HimatError {
        let words = String(cString: sqlite3_errmsg(handle))
        var error = HimatError(.storage, "The inventory \(path) failed: \(words)", cause: DatabaseFailure(code: code))
        switch code & 0xFF {
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            error.nextStep = "move the file away; it is only a memory, the clusters themselves are not affected"
        case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM:
            error.nextStep = "make the folder writable, or set HIMAT_INVENTORY to another path"
        case SQLITE_FULL: error.nextStep = "free some disk space"
        default: break
        }
        return error
    }
}

/// SQLite's own (extended) result code.
struct DatabaseFailure: Error, CustomStringConvertible {
    let code: Int32
    var description: String { "SQLite result \(code): \(String(cString: sqlite3_errstr(code)))" }
}

extension HimatError {
    /// Whether another process held the database's lock.
    var isDatabaseBusy: Bool {
        guard let failure = cause as? DatabaseFailure else { return false }
        return failure.code & 0xFF == SQLITE_BUSY || failure.code & 0xFF == SQLITE_LOCKED
    }
}
