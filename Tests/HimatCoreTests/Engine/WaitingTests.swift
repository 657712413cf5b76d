// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEngine

@Suite(.timeLimit(.minutes(1))) struct WaitingTests {
    private let cloud = FakeCloud()

    @Test func aCreationIsWaitedForWithItsReasonShown() async throws {
        await cloud.configure { $0.pendingLooks["cluster"] = 3 }
        let run = EngineRun(cloud)
        let start = cloud.clock.now()
        _ = try await run.apply([FakeResource("cluster", [], cloud)])
        #expect(run.progress.all.contains("cluster waiting: CREATING"))
        #expect(run.progress.all.last == "cluster created")
        #expect(cloud.clock.now().timeIntervalSince(start) == 4)
    }

    @Test func thePollIntervalShortensEveryWait() async throws {
        await cloud.configure { $0.pendingLooks["cluster"] = 9 }
        var run = EngineRun(cloud)
        run.context.pollInterval = .milliseconds(100)
        let start = cloud.clock.now()
        _ = try await run.apply([FakeResource("cluster", [], cloud)])
        #expect(abs(cloud.clock.now().timeIntervalSince(start) - 1) < 0.01)
    }

    @Test func aKindsPatienceEndsWithAClearTimeout() async throws {
        await cloud.configure { $0.pendingLooks["cluster"] = 10_000 }
        let report = try await EngineRun(cloud).apply([
            FakeResource("cluster", [], cloud), FakeResource("group", ["cluster"], cloud),
        ])
        let failure = try #require(report.failure(of: "apply", resume: "himat-eks apply"))
        #expect((failure.cause as? HimatError)?.code == .timedOut)
        #expect((failure.cause as? HimatError)?.message == "cluster: cluster-1 is still CREATING after 60 s")
        #expect(ProcessStatus(for: failure) == .timedOut)
    }

    @Test func theRunsDeadlineWinsOverPatience() async throws {
        await cloud.configure { $0.pendingLooks["cluster"] = 10_000 }
        var run = EngineRun(cloud)
        run.context.deadline = cloud.clock.now() + 10
        let report = try await run.apply([FakeResource("cluster", [], cloud)])
        let cause = report.failure(of: "apply", resume: "x")?.cause as? HimatError
        #expect(cause?.message == "cluster: cluster-1 is still CREATING after 10 s, all that --timeout gave")
    }

    @Test func aStateThatOnlyAHandMendsEndsTheWaitWithTheWayOut() {
        var limit = GraceLimit()
        let start = Date(timeIntervalSince1970: 0)
        let stuck = Observation(
            id: "d-1", state: .pending("quota"), grace: .seconds(120), remedy: "raise the quota")
        #expect(limit.error("d is still quota", stuck, at: start) == nil)
        #expect(limit.error("d is still quota", stuck, at: start + 119) == nil)
        // A state that passes by itself in between starts the count anew.
        #expect(
            limit.error("d is still starting", Observation(id: "d-1", state: .pending("starting")), at: start + 130)
                == nil)
        #expect(limit.error("d is still quota", stuck, at: start + 140) == nil)
        let error = limit.error("d is still quota", stuck, at: start + 260)
        #expect(error?.code == .timedOut)
        #expect(error?.message == "d is still quota, and has been for 120 s")
        #expect(error?.nextStep == "raise the quota")
    }

    @Test func theWayOutStandsBeforeTheWayOn() throws {
        let error = HimatError(.timedOut, "d is stuck", nextStep: "raise the quota")
        let line = ExecutionReport.Line(address: "d", verb: "create", id: nil, outcome: .failed(error))
        let report = ExecutionReport(lines: [line], state: Inputs([:]), wasInterrupted: false)
        #expect(
            report.failure(of: "apply", resume: "himat-k8s apply")?.nextStep
                == "raise the quota; then himat-k8s apply goes on where this stopped")
    }

    @Test func aThingNotYetVisibleIsNotGone() async throws {
        await cloud.configure {
            $0.hidesFor = 10
            $0.pendingLooks["vpc"] = 1
        }
        let report = try await EngineRun(cloud).apply([FakeResource("vpc", [], cloud)])
        #expect(report.failure(of: "apply", resume: "x") == nil)
        #expect(await cloud.mutations == ["create vpc"])
    }

    @Test func aThingThatNeverShowsUpHasDisappeared() async throws {
        await cloud.configure {
            $0.hidesFor = 100
            $0.pendingLooks["vpc"] = 1
        }
        let report = try await EngineRun(cloud).apply([FakeResource("vpc", [], cloud)])
        let cause = report.failure(of: "apply", resume: "x")?.cause as? HimatError
        #expect(cause?.message == "vpc: vpc-1 disappeared while it was waited for")
    }

    @Test func aPendingOneIsComparedAgainOnceItIsReady() async throws {
        await cloud.put("group", size: "2", state: .pending("UPDATING"), looksLeft: 2)
        let report = try await EngineRun(cloud).apply([FakeResource("group", [], cloud).with { $0.size = "5" }])
        #expect(report.failure(of: "apply", resume: "x") == nil)
        #expect(await cloud.mutations == ["update group"])
        #expect(await cloud.things["group-1"]?.size == "5")
    }

    @Test func aCreationThatFailsLaterIsAFailure() async throws {
        await cloud.configure {
            $0.doomed["cluster"] = "UnsupportedAvailabilityZone"
            $0.pendingLooks["cluster"] = 2
        }
        let report = try await EngineRun(cloud).apply([FakeResource("cluster", [], cloud)])
        let cause = report.failure(of: "apply", resume: "x")?.cause as? HimatError
        #expect(cause?.message == "cluster: cluster-1 has failed: UnsupportedAvailabilityZone")
        #expect(ProcessStatus(for: report.failure(of: "apply", resume: "x") ?? HimatError(.usage, "")) == .failed)
    }
}
