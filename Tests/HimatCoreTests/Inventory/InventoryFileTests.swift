// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatInventory

@Suite struct InventoryFileTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("data/himat/inventory.sqlite") }
    private let demo = ClusterIdentity(account: "1", region: "r", name: "demo")

    init() throws { folder = try TemporaryFolder() }

    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    private static let places: [(variables: [String: String], path: String)] = [
        (["HIMAT_INVENTORY": "/a/b.sqlite", "XDG_DATA_HOME": "/x"], "/a/b.sqlite"),
        (["HIMAT_INVENTORY": "b.sqlite"], "/cwd/b.sqlite"), (["HIMAT_INVENTORY": "~/b.sqlite"], "/home/u/b.sqlite"),
        (["XDG_DATA_HOME": "/x"], "/x/himat/inventory.sqlite"),
        (["XDG_DATA_HOME": "relative"], "/home/u/.local/share/himat/inventory.sqlite"),
        ([:], "/home/u/.local/share/himat/inventory.sqlite"),
    ]

    @Test(arguments: places) func whereTheFileLies(variables: [String: String], expected: String) {
        let environment = ProcessEnvironment(variables: variables, home: "/home/u", currentDirectory: "/cwd")
        #expect(Inventory.path(in: environment) == expected)
    }

    @Test func theFileAndItsCompanionsAreTheOwnersAlone() throws {
        let inventory = try Inventory.open(at: path)
        try inventory.remember(demo, ClusterFacts(state: "ready"), at: Date())
        for file in [path, path + "-wal", path + "-shm"] { #expect(try mode(file) == 0o600) }
        #expect(try mode(folder.file("data/himat")) == 0o700)
        withExtendedLifetime(inventory) {}
    }

    @Test func aFileThatOthersCanReadIsNarrowed() throws {
        _ = try Inventory.open(at: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        _ = try Inventory.open(at: path)
        #expect(try mode(path) == 0o600)
    }

    @Test(arguments: ["not a database, but long enough to be taken for one", ""])
    func aFileOfAnotherKindIsNamedWithTheWayOut(content: String) throws {
        let file = folder.file("other.sqlite")
        try Data(String(repeating: content, count: 100).utf8).write(to: URL(filePath: file))
        guard !content.isEmpty else {
            _ = try Inventory.open(at: file)  // An empty file is a database that nobody wrote yet.
            return
        }
        let error = #expect(throws: HimatError.self) { _ = try Inventory.open(at: file) }
        #expect(error?.code == .storage)
        #expect(error?.nextStep?.contains("move the file away") == true)
    }

    @Test func aDamagedPageIsAnErrorAndNoCrash() throws {
        let inventory = try Inventory.open(at: path)
        for number in 0..<400 {
            let cluster = ClusterIdentity(account: "1", region: "r", name: "cluster-\(number)")
            try inventory.remember(cluster, ClusterFacts(state: "ready"), at: Date())
        }
        try inventory.read { _ = try $0.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
        var bytes = try Data(contentsOf: URL(filePath: path))
        for index in 4096..<bytes.count { bytes[index] = 0xA5 }
        let damaged = folder.file("damaged.sqlite")
        try bytes.write(to: URL(filePath: damaged))
        let error = #expect(throws: HimatError.self) { _ = try Inventory.open(at: damaged).clusters() }
        #expect(error?.code == .storage)
    }

    @Test func aNewerSchemaIsRefusedByName() throws {
        try Inventory.open(at: path).write { database in
            try database.execute("INSERT INTO migrations (name) VALUES ('9 from the future')")
        }
        let error = #expect(throws: HimatError.self) { _ = try Inventory.open(at: path) }
        #expect(error?.message == "The inventory was written by a newer HiMAT (it knows \"9 from the future\")")
        #expect(error?.nextStep?.contains("HIMAT_INVENTORY") == true)
    }

    @Test func anOlderSchemaIsBroughtUpToDateWithItsContent() throws {
        try InventoryFile(path: path).prepare()
        let old = try Database(path: path)
        try Migration.apply(Array(Migration.all.prefix(1)), to: old)
        try old.execute("INSERT INTO clusters (account, region, name, last_seen) VALUES ('1', 'r', 'demo', 5)")
        let inventory = try Inventory.open(at: path)
        #expect(try inventory.clusters().map(\.identity) == [demo])
        #expect(try inventory.images().isEmpty)
    }

    @Test func theSchemasHistoryIsOnlyAppendedTo() {
        #expect(
            Migration.all.map(\.name) == [
                "1 clusters, resources, runs", "2 images, volumes", "3 what is in an image, who runs it",
            ])
    }

    @Test func aFailedMigrationLeavesNothingBehind() throws {
        try InventoryFile(path: path).prepare()
        let database = try Database(path: path)
        let broken = Migration(name: "x", statements: ["CREATE TABLE a (b)", "CREATE TABLE a (b)"])
        #expect(throws: HimatError.self) { try Migration.apply([broken], to: database) }
        #expect(try database.execute("SELECT name FROM sqlite_master").isEmpty)
    }

    @Test func aFullDiskIsNamedAndWhatWasThereStays() throws {
        let inventory = try Inventory.open(at: path)
        try inventory.remember(demo, ClusterFacts(state: "ready"), at: Date())
        try inventory.read { database in
            let pages = try database.execute("PRAGMA page_count").first?.int("page_count") ?? 0
            try database.execute("PRAGMA max_page_count = \(pages)")
        }
        let error = #expect(throws: HimatError.self) {
            try inventory.remember(demo, ClusterFacts(endpoint: String(repeating: "x", count: 1_000_000)), at: Date())
        }
        #expect(error?.nextStep == "free some disk space")
        #expect(try inventory.clusters().first?.facts == ClusterFacts(state: "ready"))
    }

    @Test func aFolderThatCannotBeMadeIsNamedWithTheWayOut() throws {
        let file = folder.file("file")
        try Data().write(to: URL(filePath: file))
        let error = #expect(throws: HimatError.self) { _ = try Inventory.open(at: file + "/inventory.sqlite") }
        #expect(error?.nextStep?.contains("HIMAT_INVENTORY") == true)
    }

    @Test(.enabled(if: getuid() != 0, "root writes everywhere")) func aReadOnlyFolderIsNamedWithTheWayOut() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
        let error = #expect(throws: HimatError.self) { _ = try Inventory.open(at: path) }
        #expect(error?.nextStep?.contains("HIMAT_INVENTORY") == true)
    }
}
