// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// What needs a real process: signals, and errors that must not leave `main`.
@Suite(.timeLimit(.minutes(1))) struct SignalTests {
    private let folder: TemporaryFolder
    private var variables: [String: String] { ["HIMAT_INVENTORY": folder.file("inventory.sqlite")] }
    private let cluster = ClusterIdentity(account: "1", region: "r", name: "probe")

    private static let signals: [(signal: Int32, status: Int32)] = [(SIGINT, 130), (SIGTERM, 143)]
    private static let statuses: [(code: String, status: Int32)] = [
        ("usage", 64), ("preflight_refused", 4), ("timed_out", 3), ("interrupted", 130), ("denied", 1),
        ("internal", 1), ("no such code", 1), ("foreign", 1),
    ]
    private static let lines: [(line: String, status: Int32)] = [("fail", 64), ("--nothing", 64), ("--help", 0)]

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: signals)
    func aSignalInMidApplyEndsWithItsStatusAndASavedJournal(signal: Int32, status: Int32) async throws {
        let child = try ChildProcess("HimatProbe", ["apply", "--yes"], variables: variables)
        try await child.until { $0.errors.contains("slow: still creating") }
        child.signal(signal)
        let result = try await child.wait()
        #expect(result.status == status)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("error: The apply was interrupted: 0 of 2 steps done"))
        #expect(result.errors.contains("not done: slow (interrupted while it ran), after (needs slow)"))
        #expect(result.errors.contains("next: himat-probe apply goes on where this stopped"))
        let inventory = try Inventory.open(at: folder.file("inventory.sqlite"))
        #expect(try inventory.runs(of: cluster).map(\.outcome) == ["interrupted"])
        #expect(try inventory.lastStep(of: "slow", layer: "probe", on: cluster)?.detail == "slow-1")
        #expect(try inventory.lastStep(of: "after", layer: "probe", on: cluster) == nil)
    }

    @Test func aKilledApplyLeavesARunWithoutAnEnd() async throws {
        let child = try ChildProcess("HimatProbe", ["apply", "--yes"], variables: variables)
        try await child.until { $0.errors.contains("slow: still creating") }
        child.signal(SIGKILL)
        #expect(try await child.wait().status == 137)
        let inventory = try Inventory.open(at: folder.file("inventory.sqlite"))
        #expect(try inventory.runs(of: cluster).map(\.outcome) == [nil])
        #expect(try inventory.clusters().map(\.facts.state) == [ClusterState.incomplete])
        #expect(try inventory.lastStep(of: "slow", layer: "probe", on: cluster)?.outcome == "done")
    }

    @Test(arguments: signals)
    func theSecondSignalEndsAtOnce(signal: Int32, status: Int32) async throws {
        let child = try ChildProcess("HimatProbe", ["stubborn"], variables: variables)
        try await child.until { $0.output.contains("ready") }
        child.signal(signal)
        try await child.until { $0.output.contains("cancelled") }
        child.signal(signal)
        #expect(try await child.wait().status == status)
    }

    @Test(arguments: statuses) func everyErrorEndsTheProcessWithItsStatusAndNoCrash(code: String, status: Int32)
        async throws
    {
        let result = try await ChildProcess.run("HimatProbe", ["fail", code], variables: variables)
        #expect(result.status == status)
        #expect(result.errors.hasPrefix("error: "))
        #expect(result.output.isEmpty)
    }

    @Test(arguments: lines) func argumentsEndTheProcessWithTheirStatus(line: String, status: Int32) async throws {
        #expect(try await ChildProcess.run("HimatProbe", [line], variables: variables).status == status)
    }

    @Test func whereStdinIsNoTerminalNothingIsChangedWithoutAFlag() async throws {
        let result = try await ChildProcess.run("HimatProbe", ["apply"], variables: variables)
        #expect(result.status == 64)
        #expect(result.errors.contains("next: himat-probe apply --yes"))
    }
}
