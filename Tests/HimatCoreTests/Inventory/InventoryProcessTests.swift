// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatInventory

/// Several processes and one file.
@Suite(.timeLimit(.minutes(2))) struct InventoryProcessTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("himat/inventory.sqlite") }
    private let shared = ClusterIdentity(account: "1", region: "r", name: "shared")

    init() throws { folder = try TemporaryFolder() }

    @Test func processesThatOpenANewFileAtOnceLoseNothing() async throws {
        let (writers, each) = (6, 20)
        let variables = ["HIMAT_INVENTORY": path]
        try await withThrowingTaskGroup(of: ChildProcess.Result.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    try await ChildProcess.run("HimatProbe", ["write", "w\(writer)", "\(each)"], variables: variables)
                }
            }
            for try await result in group { #expect(result.status == 0, "\(result.errors)") }
        }
        #expect(try Inventory.open(at: path).runs(of: shared, limit: 1000).count == writers * each)
    }

    @Test func killedInMidWriteItKeepsWhatItSaidItKept() async throws {
        let child = try ChildProcess("HimatProbe", ["write", "w", "1000000"], variables: ["HIMAT_INVENTORY": path])
        try await child.until { $0.output.split(separator: "\n").count > 20 }
        child.signal(SIGKILL)
        let said = try await child.wait().output.split(separator: "\n").dropLast().map(String.init)
        let inventory = try Inventory.open(at: path)
        let kept = Set(try inventory.runs(of: shared, limit: 1_000_000).map(\.id))
        #expect(said.allSatisfy(kept.contains))
        let check = try inventory.read { try $0.execute("PRAGMA integrity_check").first?.text("integrity_check") }
        #expect(check == "ok")
    }
}
