// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct InterruptionTests {
    private let cloud = FakeCloud()

    private func applyCancelled(_ resources: [FakeResource], at call: String, _ run: EngineRun) async throws
        -> ExecutionReport
    {
        let started = AsyncStream.makeStream(of: Void.self)
        await cloud.configure { cloud in
            cloud.onMutation = { if $0 == call { started.continuation.finish() } }
        }
        let task = Task { try await run.apply(resources) }
        for await _ in started.stream {}
        task.cancel()
        return try await task.value
    }

    @Test func aCancelledRunStartsNothingNewAndSaysWhatIsLeft() async throws {
        await cloud.configure { $0.pendingLooks["vpc"] = 1_000_000 }
        let run = EngineRun(cloud)
        let resources = [
            FakeResource("vpc", [], cloud).with {
                $0.patience = Patience(interval: .seconds(1), limit: .seconds(10_000_000))
            },
            FakeResource("subnet", ["vpc"], cloud),
        ]
        let report = try await applyCancelled(resources, at: "create vpc", run)
        #expect(report.wasInterrupted)
        #expect(await cloud.mutations == ["create vpc"])
        let failure = try #require(report.failure(of: "apply", resume: "himat-eks apply"))
        #expect(failure.code == .interrupted)
        #expect(failure.details == ["not done: vpc (interrupted while it ran), subnet (needs vpc)"])
        #expect(ProcessStatus(for: failure) == .interrupted)
    }

    @Test func whatWaitedForItsTurnIsNotBegun() async throws {
        await cloud.configure { $0.pendingLooks["vpc"] = 1_000_000 }
        var run = EngineRun(cloud)
        run.settings = EngineSettings(parallelism: 1)
        let report = try await applyCancelled(
            [
                FakeResource("vpc", [], cloud).with { $0.patience.limit = .seconds(10_000_000) },
                FakeResource("role", [], cloud),
            ], at: "create vpc", run)
        #expect(!run.progress.all.contains("role creating"))
        #expect(
            report.failure(of: "apply", resume: "x")?.details
                == ["not done: vpc (interrupted while it ran), role (not begun)"])
    }

    @Test func theNextApplyWaitsForWhatTheInterruptedOneMade() async throws {
        await cloud.configure { $0.pendingLooks["vpc"] = 40 }
        let run = EngineRun(cloud)
        let resources = [FakeResource("vpc", [], cloud), FakeResource("subnet", ["vpc"], cloud)]
        _ = try await applyCancelled(resources, at: "create vpc", run)
        let report = try await run.apply(resources)
        #expect(report.failure(of: "apply", resume: "x") == nil)
        #expect(await cloud.mutations == ["create vpc", "create subnet"])
    }

    @Test func aHiddenCreationOfAKilledRunIsFoundAndNotRepeated() async throws {
        let run = EngineRun(cloud)
        _ = run.journal.begin(run: "run-0", address: "vpc", verb: .create)
        await cloud.configure { $0.hidesFor = 8 }
        _ = try await cloud.create("vpc", size: "s")
        let report = try await run.apply([FakeResource("vpc", [], cloud)])
        #expect(report.failure(of: "apply", resume: "x") == nil)
        #expect(await cloud.mutations == ["create vpc"])
        #expect(run.progress.all.contains("vpc note: vpc: vpc-1, made by an interrupted run, is used"))
    }

    @Test func theOldOneIsNotTakenForTheSuccessorOfAKilledReplacement() async throws {
        let run = EngineRun(cloud)
        await cloud.put("group", size: "old")
        _ = run.journal.begin(run: "run-0", address: "group", verb: .create)
        let report = try await run.apply([FakeResource("group", [], cloud).with { $0.mode = .replace }])
        #expect(report.failure(of: "apply", resume: "x") == nil)
        #expect(await cloud.mutations == ["create group", "delete group-1"])
    }

    @Test func withoutADatabaseTheAbandonedLockGivesTheSameCare() async throws {
        var run = EngineRun(cloud)
        run.context.followsInterruption = true
        await cloud.configure { $0.hidesFor = 8 }
        _ = try await cloud.create("vpc", size: "s")
        _ = try await run.apply([FakeResource("vpc", [], cloud)])
        #expect(await cloud.mutations == ["create vpc"])
    }

    @Test func whatWasNeverMadeIsCreatedAfterTheSearch() async throws {
        let run = EngineRun(cloud)
        _ = run.journal.begin(run: "run-0", address: "vpc", verb: .create)
        let start = cloud.clock.now()
        _ = try await run.apply([FakeResource("vpc", [], cloud)])
        #expect(await cloud.mutations == ["create vpc"])
        #expect(cloud.clock.now().timeIntervalSince(start) == 15)
        #expect(!run.journal.hasOpenCreation(of: "vpc"))
    }

    @Test func aCreationWithATokenIsRepeatedAtOnce() async throws {
        let run = EngineRun(cloud)
        _ = run.journal.begin(run: "run-0", address: "cluster", verb: .create)
        let start = cloud.clock.now()
        _ = try await run.apply([FakeResource("cluster", [], cloud).with { $0.createsIdempotently = true }])
        #expect(cloud.clock.now() == start)
    }

    @Test func aLostAnswerIsLookedForBeforeTheCallIsRepeated() async throws {
        await cloud.configure {
            $0.lostAnswers = ["vpc"]
            $0.hidesFor = 6
        }
        let run = EngineRun(cloud)
        let report = try await run.apply([FakeResource("vpc", [], cloud)])
        #expect(report.failure(of: "apply", resume: "x") == nil)
        #expect(await cloud.mutations == ["create vpc"])
        #expect(run.journal.entries.map(\.outcome) == [.unknown])
    }

    @Test func aCallThatNeverArrivedIsMadeOnceMore() async throws {
        await cloud.configure { $0.failures["create vpc"] = [HimatError(.network, "connection refused")] }
        let run = EngineRun(cloud)
        let report = try await run.apply([FakeResource("vpc", [], cloud)])
        #expect(report.failure(of: "apply", resume: "x") == nil)
        #expect(await cloud.mutations == ["create vpc", "create vpc"])
        #expect(run.journal.entries.map(\.outcome) == [.unknown, .done(id: "vpc-1")])
    }

    @Test func destroyFindsWhatAnInterruptedRunMadeAndNobodySawYet() async throws {
        let run = EngineRun(cloud)
        _ = run.journal.begin(run: "run-0", address: "vpc", verb: .create)
        await cloud.configure { $0.hidesFor = 12 }
        _ = try await cloud.create("vpc", size: "s")
        let (plan, report) = try await run.destroy([FakeResource("vpc", [], cloud)])
        #expect(plan.deletions.map(\.observation.id) == ["vpc-1"])
        #expect(report.failure(of: "destroy", resume: "x") == nil)
        #expect(await cloud.things.isEmpty)
    }
}
