// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import Testing

@Suite(.timeLimit(.minutes(1))) struct DestroyerTests {
    private let cloud = FakeCloud()

    private var chain: [FakeResource] {
        [
            FakeResource("vpc", [], cloud), FakeResource("subnet", ["vpc"], cloud),
            FakeResource("group", ["subnet"], cloud),
        ]
    }

    @Test func dependentsGoFirstAndEveryMatchGoes() async throws {
        for address: Address in ["vpc", "subnet", "group", "subnet"] { await cloud.put(address, isUsed: true) }
        let (_, report) = try await EngineRun(cloud).destroy(chain)
        #expect(report.failure(of: "destroy", resume: "x") == nil)
        let order = await cloud.mutations
        #expect(order.first == "delete group-3")
        #expect(order[1...2].sorted() == ["delete subnet-2", "delete subnet-4"])
        #expect(order.last == "delete vpc-1")
        #expect(await cloud.things.isEmpty)
    }

    @Test func theOrderHoldsAcrossWhatIsAlreadyGone() async throws {
        await cloud.put("vpc")
        await cloud.put("group")
        await cloud.configure {
            $0.pendingLooks["group"] = 3
            $0.holders["vpc"] = "group"
        }
        let (_, report) = try await EngineRun(cloud).destroy(chain)
        #expect(report.failure(of: "destroy", resume: "x") == nil)
        #expect(await cloud.mutations == ["delete group-2", "delete vpc-1"])
    }

    @Test func independentThingsGoAtOnce() async throws {
        for address: Address in ["a", "b", "c"] { await cloud.put(address) }
        await cloud.configure { $0.barrier.members = ["delete a-1", "delete b-2", "delete c-3"] }
        let (_, report) = try await EngineRun(cloud).destroy(["a", "b", "c"].map { FakeResource($0, [], cloud) })
        #expect(report.failure(of: "destroy", resume: "x") == nil)
    }

    @Test func aBlockedDeletionIsRepeatedWithTheBlockerShown() async throws {
        await cloud.put("vpc")
        let blocked = HimatError(.conflict, "vpc-1 is still used by eni-9")
        await cloud.configure { $0.failures["delete vpc-1"] = [blocked, blocked, blocked] }
        let run = EngineRun(cloud)
        let (_, report) = try await run.destroy([FakeResource("vpc", [], cloud)])
        #expect(report.failure(of: "destroy", resume: "x") == nil)
        #expect(await cloud.mutations.count == 4)
        #expect(run.progress.all.contains("vpc waiting: vpc-1 is still used by eni-9"))
    }

    @Test func aBlockThatStaysEndsWithTheBlockerNamed() async throws {
        await cloud.put("vpc")
        await cloud.configure { cloud in
            cloud.failures["delete vpc-1"] = (0..<100).map { _ in HimatError(.conflict, "used by eni-9") }
        }
        let (_, report) = try await EngineRun(cloud).destroy([FakeResource("vpc", [], cloud)])
        let failure = try #require(report.failure(of: "destroy", resume: "himat-eks destroy"))
        #expect(ProcessStatus(for: failure) == .timedOut)
        #expect(failure.description.contains("because: used by eni-9"))
    }

    @Test func anyOtherErrorEndsTheBranchAndKeepsWhatItStandsOn() async throws {
        await cloud.put("vpc")
        await cloud.put("subnet")
        await cloud.configure { $0.failures["delete subnet-2"] = [HimatError(.denied, "not allowed")] }
        let (_, report) = try await EngineRun(cloud).destroy(chain)
        #expect(await cloud.mutations == ["delete subnet-2"])
        #expect(
            report.failure(of: "destroy", resume: "x")?.details
                == ["failed: subnet: not allowed", "not done: vpc (needs subnet)"])
    }

    @Test func whatIsGoneMeanwhileCountsAsDone() async throws {
        await cloud.put("vpc")
        let run = EngineRun(cloud)
        let destroyer = Destroyer(try ResourceGraph([FakeResource("vpc", [], cloud)]), journal: run.journal)
        let plan = try await destroyer.plan(in: run.context)
        await cloud.configure { $0.forget("vpc-1") }
        let report = await destroyer.execute(plan, in: run.context)
        #expect(report.failure(of: "destroy", resume: "x") == nil)
        #expect(run.journal.entries.map(\.outcome) == [.done(id: "vpc-1")])
    }

    @Test func whatIsAlreadyLeavingIsOnlyWaitedFor() async throws {
        await cloud.put("vpc", state: .deleting("DELETING"), looksLeft: 4)
        _ = try await EngineRun(cloud).destroy([FakeResource("vpc", [], cloud)])
        #expect(await cloud.mutations.isEmpty)
        #expect(await cloud.things.isEmpty)
    }

    @Test func whatIsKeptIsMarkedNotDeletedAndStandsOnTheReceipt() async throws {
        await cloud.put("volume")
        await cloud.put("group")
        let resources = [
            FakeResource("volume", [], cloud).with { $0.disposal = .keep("notebooks") },
            FakeResource("group", ["volume"], cloud),
        ]
        let (plan, report) = try await EngineRun(cloud).destroy(resources)
        #expect(report.failure(of: "destroy", resume: "x") == nil)
        #expect(await cloud.mutations == ["delete group-2", "keep volume-1"])
        #expect(await cloud.ids(of: "volume") == ["volume-1"])
        let receipt = Receipt(plan)
        #expect(receipt.kept.map(\.reason) == ["notebooks"])
        #expect(receipt.deleted.map(\.id) == ["group-2"])
    }

    @Test func nothingThereIsNothingToDo() async throws {
        let (plan, report) = try await EngineRun(cloud).destroy(chain)
        #expect(plan.isEmpty)
        #expect(report.lines.isEmpty)
        #expect(await cloud.mutations.isEmpty)
    }
}
