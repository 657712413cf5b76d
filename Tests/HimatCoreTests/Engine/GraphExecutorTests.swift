// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import Testing

@Suite(.timeLimit(.minutes(1))) struct GraphExecutorTests {
    private let cloud = FakeCloud()

    @Test func siblingsAreCreatedAtOnceAndAChainInOrder() async throws {
        await cloud.configure { $0.barrier.members = ["create subnet.a", "create subnet.b", "create gateway"] }
        let report = try await EngineRun(cloud).apply([
            FakeResource("vpc", [], cloud), FakeResource("subnet.a", ["vpc"], cloud),
            FakeResource("subnet.b", ["vpc"], cloud), FakeResource("gateway", ["vpc"], cloud),
            FakeResource("route", ["gateway", "subnet.a"], cloud),
        ])
        #expect(report.failure(of: "apply", resume: "x") == nil)
        let order = await cloud.mutations
        #expect(order.first == "create vpc")
        #expect(order.last == "create route")
        #expect(await cloud.mostAtOnce == 3)
    }

    @Test func aNodeStartsWhenItsOwnNeedsAreDoneNotItsLevels() async throws {
        // `fast2` and `slow` wait for each other: `fast2` can only start if nobody waits for `slow` to end.
        await cloud.configure { $0.barrier.members = ["create slow", "create fast2"] }
        let report = try await EngineRun(cloud).apply([
            FakeResource("slow", [], cloud), FakeResource("fast", [], cloud), FakeResource("fast2", ["fast"], cloud),
        ])
        #expect(report.failure(of: "apply", resume: "x") == nil)
    }

    @Test(arguments: [1, 3]) func noMoreThanTheLimitRunAtOnce(limit: Int) async throws {
        var run = EngineRun(cloud)
        run.settings = EngineSettings(parallelism: limit)
        _ = try await run.apply((0..<9).map { FakeResource(Address("r.\($0)"), [], cloud) })
        #expect(await cloud.mostAtOnce <= limit)
        #expect(await cloud.mutations.count == 9)
    }

    @Test func aSecondApplyMakesNoMutatingCall() async throws {
        let resources = [FakeResource("vpc", [], cloud), FakeResource("subnet", ["vpc"], cloud)]
        _ = try await EngineRun(cloud).apply(resources)
        let before = await cloud.mutations.count
        let report = try await EngineRun(cloud).apply(resources)
        #expect(await cloud.mutations.count == before)
        #expect(report.lines.isEmpty)
        #expect(report.state.known("subnet", "id") == "subnet-2")
    }

    @Test func aFailureEndsItsOwnBranchOnly() async throws {
        await cloud.configure { $0.failures["create role"] = [HimatError(.denied, "iam:CreateRole is not allowed")] }
        let report = try await EngineRun(cloud).apply([
            FakeResource("role", [], cloud), FakeResource("cluster", ["role", "vpc"], cloud),
            FakeResource("group", ["cluster"], cloud), FakeResource("vpc", [], cloud),
            FakeResource("subnet", ["vpc"], cloud),
        ])
        #expect(await cloud.mutations.sorted() == ["create role", "create subnet", "create vpc"])
        let failure = try #require(report.failure(of: "apply", resume: "himat-eks apply"))
        #expect(failure.code == .incomplete)
        #expect(failure.message == "The apply is not complete: 2 of 5 steps done")
        #expect(
            failure.details == [
                "done: vpc, subnet", "failed: role: iam:CreateRole is not allowed",
                "not done: cluster (needs role), group (needs role)",
            ])
        #expect(failure.nextStep == "himat-eks apply goes on where this stopped")
        #expect((failure.cause as? HimatError)?.code == .denied)
    }

    @Test func whatFailedIsDoneByTheNextApply() async throws {
        await cloud.configure { $0.failures["create b"] = [HimatError(.service, "InternalError")] }
        let resources = [
            FakeResource("a", [], cloud), FakeResource("b", ["a"], cloud), FakeResource("c", ["b"], cloud),
        ]
        _ = try await EngineRun(cloud).apply(resources)
        let report = try await EngineRun(cloud).apply(resources)
        #expect(report.failure(of: "apply", resume: "x") == nil)
        #expect(await cloud.mutations == ["create a", "create b", "create b", "create c"])
    }

    @Test func aReplacementIsReadyAndInUseBeforeTheOldOneGoes() async throws {
        await cloud.put("template", size: "old")
        await cloud.put("group", size: "template-1")
        await cloud.configure { $0.pendingLooks["template"] = 2 }
        let report = try await EngineRun(cloud).apply([
            FakeResource("template", [], cloud).with { $0.mode = .replace },
            FakeResource("group", ["template"], cloud).with { $0.follows = "template" },
        ])
        #expect(report.failure(of: "apply", resume: "x") == nil)
        #expect(await cloud.mutations == ["create template", "update group", "delete template-1"])
        #expect(await cloud.things["group-2"]?.size == "template-3")
        #expect(await cloud.ids(of: "template") == ["template-3"])
    }

    @Test func theOldOneStaysWhenItsSuccessorFails() async throws {
        await cloud.put("group", size: "old")
        await cloud.configure { $0.doomed["group"] = "no capacity" }
        let report = try await EngineRun(cloud).apply([FakeResource("group", [], cloud).with { $0.mode = .replace }])
        #expect(await cloud.mutations == ["create group"])
        #expect(report.failure(of: "apply", resume: "x")?.details.contains { $0.contains("no capacity") } == true)
    }

    @Test func aSurplusGoesAfterWhatMayStillUseIt() async throws {
        await cloud.put("vpc", isUsed: true)
        await cloud.put("vpc")
        await cloud.put("subnet", isUsed: true)
        await cloud.put("subnet")
        _ = try await EngineRun(cloud).apply([FakeResource("vpc", [], cloud), FakeResource("subnet", ["vpc"], cloud)])
        #expect(await cloud.mutations == ["delete subnet-4", "delete vpc-2"])
    }

    @Test func aFormerOneIsGoneBeforeTheNewOneIsMade() async throws {
        await cloud.put("cluster", state: .deleting("DELETING"), looksLeft: 3)
        let run = EngineRun(cloud)
        let report = try await run.apply([FakeResource("cluster", [], cloud)])
        #expect(report.failure(of: "apply", resume: "x") == nil)
        #expect(await cloud.ids(of: "cluster") == ["cluster-2"])
        #expect(run.progress.all.prefix(2) == ["cluster waiting", "cluster waiting: DELETING"])
    }
}
