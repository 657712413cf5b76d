// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// The cloud is the truth, the database is memory: it may be lost, read-only or full.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct InventoryTests {
    @Test func withoutTheDatabaseNothingIsMadeAnew() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        try FileManager.default.removeItem(atPath: desk.folder.file(".local"))
        #expect(try await desk.run(.eks, "plan", "--detailed-exitcode").status == 0)
        #expect(try await desk.run(.k8s, "plan", "--detailed-exitcode").status == 0)
        let mark = try await desk.mark()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        #expect(try await desk.changes(since: mark) == [])
        let list = try JSONValue.parse(try await desk.succeed(.inventory, "list", "-o", "json").output)
        #expect(list.array?.first?["name"] == "demo")
    }

    @Test func syncFillsALostDatabaseFromTagsAndTheClustersOutputs() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        let before = try await remembered(desk)
        #expect(before["jupyter_url"]?.string?.hasSuffix("/lab") == true)
        try FileManager.default.removeItem(atPath: desk.folder.file(".local"))
        #expect(try JSONValue.parse(try await desk.succeed(.inventory, "list", "-o", "json").output) == [])

        let mark = try await desk.mark()
        let sync = try await desk.succeed(.inventory, "sync")
        #expect(sync.errors.contains("looked in us-west-2 of account \(desk.sandbox["account"])"))
        #expect(sync.output.contains("demo"))
        #expect(try await desk.changes(since: mark) == [])
        let after = try await remembered(desk)
        for key in ["account", "name", "region", "version", "nodes", "state", "jupyter_url", "dask_url"] {
            #expect(after[key] == before[key], "\(key)")
        }
        #expect(try await desk.run(.eks, "plan", "--detailed-exitcode").status == 0)
        #expect(try await desk.run(.k8s, "plan", "--detailed-exitcode").status == 0)
    }

    @Test func syncForgetsAClusterThatIsGoneAndRemembersTheVolumeThatStayed() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        let elsewhere = try desk.neighbour()
        try await elsewhere.succeed(.inventory, "sync")
        try await desk.succeed(.eks, "destroy", "--yes")
        #expect(try await elsewhere.succeed(.inventory, "list").output.contains("ready"), "nobody told that desk")
        let sync = try await elsewhere.succeed(.inventory, "sync")
        #expect(!sync.output.contains("ready"), "\(sync.output)")
        #expect(
            sync.output.contains("kept volume \(try await desk.homeVolumes().first ?? "?") of demo"), "\(sync.output)")
    }

    private func remembered(_ desk: Desk) async throws -> JSONValue {
        let list = try JSONValue.parse(try await desk.succeed(.inventory, "list", "-o", "json").output).array ?? []
        #expect(list.count == 1)
        return try #require(list.first)
    }

    @Test func aFolderThatCannotBeWrittenIsAWarning() async throws {
        let desk = try await Desk.make().with(["HIMAT_INVENTORY": "/proc/himat/inventory.sqlite"])
        let result = try await desk.succeed(.eks, "apply", "--yes")
        #expect(result.errors.contains("warning: the inventory is not written; what is in the cloud is not affected"))
        #expect(result.errors.contains("/proc/himat/inventory.sqlite"))
        #expect(try await desk.state()["cluster"] == 1)
        try await desk.succeed(.eks, "destroy", "--yes")
        #expect(try await desk.state() == ["volume": 1])
    }

    /// Files may not grow beyond 8 KiB: to SQLite that is a full disk.
    @Test func aFullDiskIsAWarning() async throws {
        let desk = try await Desk.make()
        let command = #"trap "" XFSZ; ulimit -f 8; exec "$0" "$@""#
        let child = try ChildProcess(
            "/bin/bash", ["-c", command, ChildProcess.path(of: "himat-eks"), "apply", "--yes", "-q"],
            variables: desk.variables, in: desk.folder)
        let result = try await child.wait()
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.errors.contains("warning: the inventory is not written; what is in the cloud is not affected"),
            "\(result.errors)")
        let mark = try await desk.mark()
        try await desk.succeed(.eks, "apply", "--yes")
        #expect(try await desk.changes(since: mark) == [])
    }

    @Test func listNeedsNoNetworkAndNoCredentials() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        let mark = try await desk.mark()
        let alone = desk.with(["AWS_ENDPOINT_URL": nil, "AWS_ACCESS_KEY_ID": nil, "AWS_SECRET_ACCESS_KEY": nil])
        let list = try await alone.succeed(.inventory, "list")
        #expect(list.output.contains("demo") && list.output.contains("us-west-2"))
        #expect(try await desk.calls(since: mark).isEmpty)
    }

    @Test func aDamagedFileIsAWarningForADeploymentAndAnErrorForAList() async throws {
        let desk = try await Desk.make()
        try desk.write(String(repeating: "this is no database\n", count: 500), to: "inventory.sqlite")
        let damaged = desk.with(["HIMAT_INVENTORY": desk.folder.file("inventory.sqlite")])
        let result = try await damaged.succeed(.eks, "apply", "--yes", "-q")
        #expect(result.errors.contains("warning: the inventory is not written"))
        let list = try await damaged.run(.inventory, "list")
        #expect(list.status == 1)
        #expect(list.errors.contains("inventory.sqlite") && list.errors.contains("next:"), "\(list.errors)")
    }

    @Test func twoDeploymentsShareANewFile() async throws {
        let desk = try await Desk.make()
        let shared = ["HIMAT_INVENTORY": desk.folder.file("shared.sqlite") as String?]
        let other = try desk.neighbour(Desk.config.replacing("demo", with: "other")).with(shared)
        let children = [
            try desk.with(shared).start(.eks, ["apply", "--yes", "-q"]),
            try other.start(.eks, ["apply", "--yes", "-q"]),
        ]
        for child in children {
            let result = try await child.wait()
            #expect(result.status == 0, "\(result.errors)")
            #expect(!result.errors.contains("inventory"), "\(result.errors)")
        }
        let list = try JSONValue.parse(try await other.succeed(.inventory, "list", "-o", "json").output).array ?? []
        #expect(list.compactMap { $0["name"]?.string }.sorted() == ["demo", "other"])
        let outcomes = try await other.inventory("SELECT outcome FROM runs")
        #expect(outcomes == ["done", "done"])
    }
}
