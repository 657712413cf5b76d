// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// However an apply or a destroy ends, the next one finishes the work: no duplicate, no orphan.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(3)))
struct InterruptionTests {
    @Test(arguments: [
        (SIGINT, Int32(130), "CreateCluster"), (SIGTERM, 143, "CreateCluster"), (SIGINT, 130, "CreateNodegroup"),
        (SIGINT, 130, "CreateSubnet"),
    ])
    func aSignalInMidApplyEndsWithItsStatusAndTheNextApplyFinishes(
        signal: Int32, status: Int32, action: String
    ) async throws {
        let desk = try await Desk.make()
        try await desk.times(["cluster_create": 60, "nodegroup_create": 60].filter { $0.key.contains(slow(action)) })
        let child = try await desk.start(.eks, "apply", "--yes", untilSeen: action)
        child.signal(signal)
        let result = try await child.wait()
        #expect(result.status == status, "\(result.errors)")
        #expect(result.errors.contains("next: himat-eks apply goes on where this stopped"))
        #expect(try await desk.state()["parameter"] == nil, "the lock was not given back")
        #expect(try await outcomes(desk) == ["interrupted"])

        try await desk.advance(61)
        try await desk.times(["cluster_create": 0.05, "nodegroup_create": 0.05])
        try await desk.finish()
    }

    @Test func killedAtEveryStepAndAppliedAgain() async throws {
        let desk = try await Desk.make()
        // Each of them waits for the one before; what runs beside them is cut off as well, somewhere. Every reply takes a
        // while, so that the rest of an apply outlasts the time it takes to notice the action and to kill.
        try await desk.sandbox.control("POST", "reply_delay", ["seconds": 0.3])
        for action in ["CreateVpc", "CreateSubnet", "CreateCluster", "CreateAccessEntry", "CreateNodegroup"] {
            try await desk.rule(["match": ["action": .string(action)], "effect": "delay", "seconds": 0.3, "times": 2])
            let child = try await desk.start(.eks, "apply", "--yes", untilSeen: action)
            child.signal(SIGKILL)
            #expect(try await child.wait().status == 137)
        }
        try await desk.sandbox.control("POST", "reply_delay", ["seconds": 0])
        try await desk.finish()
    }

    @Test func aDestroyKilledAgainAndAgainIsFinishedByTheNext() async throws {
        let desk = try await Desk.make()
        let empty = try await desk.state("global")
        try await desk.succeed(.eks, "apply", "--yes")
        for action in ["DeleteNodegroup", "DeleteCluster", "DeleteVpc"] {
            try await desk.rule(["match": ["action": .string(action)], "effect": "delay", "seconds": 0.2, "times": 1])
            let child = try await desk.start(.eks, "destroy", "--yes", untilSeen: action)
            child.signal(SIGKILL)
            _ = try await child.wait()
        }
        try await desk.succeed(.eks, "destroy", "--yes")
        let left = try await desk.state()
        #expect(left == ["volume": 1])
        #expect(try await desk.state("global") == empty)
    }

    @Test func aStageTwoInterruptedOrKilledIsFinishedByTheNextApply() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.times(["balancer_ready": 60])
        let first = try await desk.start(.k8s, "apply", "--yes", untilSeen: "patch")
        first.signal(SIGKILL)
        _ = try await first.wait()
        let second = try desk.start(.k8s, ["apply", "--yes"])
        try await desk.until("stage two waits for the balancer") { second.errors.contains("still creating") }
        second.signal(SIGINT)
        #expect(try await second.wait().status == 130)
        #expect(
            try await desk.objects("leases.coordination.k8s.io").allSatisfy {
                $0.at("spec", "holderIdentity")?.string ?? "" == ""
            })

        try await desk.advance(61)
        try await desk.succeed(.k8s, "apply", "--yes")
        let mark = try await desk.mark()
        try await desk.succeed(.k8s, "apply", "--yes")
        #expect(try await desk.changes(since: mark) == [])
        #expect(try await desk.objects("deployments.apps", namespace: "himat").count == 3)
    }

    private func slow(_ action: String) -> String { action == "CreateCluster" ? "cluster" : "nodegroup" }

    /// How the runs in the database ended, as SQLite itself reads it.
    private func outcomes(_ desk: Desk) async throws -> JSONValue {
        try await desk.inventory("SELECT outcome FROM runs ORDER BY started_at")
    }
}
