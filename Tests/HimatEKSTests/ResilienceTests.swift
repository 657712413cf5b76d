// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

@Suite(.sandbox, .serialized)
struct ResilienceTests {
    @Test(arguments: [
        "CreateVpc", "CreateSubnet", "CreateInternetGateway", "CreateVolume", "CreateCluster", "CreateRole",
    ])
    func aReplyLostAfterTheWorkMakesNoDuplicate(_ action: String) async throws {
        let world = try await EKSWorld.make()
        try await world.rule(["match": ["action": .string(action)], "effect": "cut", "when": "after", "times": 1])
        try await world.apply()
        let state = try await world.state()
        #expect(state["vpc"] == 1 && state["subnet"] == 2 && state["internet-gateway"] == 1)
        #expect(try await world.homes() == 1)
        #expect(state["cluster"] == 1)
        try await world.forgetLog()
        try await world.apply()
        #expect(try await world.calls(mutating: true) == [])
    }

    @Test func whatIsNotVisibleYetIsWaitedForAndNotMadeTwice() async throws {
        let world = try await EKSWorld.make()
        for action in ["CreateVpc", "CreateSubnet", "CreateVolume", "CreateLaunchTemplate", "CreateRouteTable"] {
            try await world.rule(["match": ["action": .string(action)], "effect": "hide", "seconds": 0.4])
        }
        try await world.apply()
        let state = try await world.state()
        #expect(state["vpc"] == 1 && state["subnet"] == 2 && state["route-table"] == 1 && state["launch-template"] == 2)
        #expect(try await world.homes() == 1)
    }

    @Test func aSecondOneThatNothingUsesIsDeletedAndTheUsedOneStays() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let ec2 = EC2(try world.aws())
        let used = try #require(try await ec2.describeVPCs([.tag("himat:cluster", "demo")]).first)
        _ = try await ec2.createVPC(cidr: used.cidr, tags: used.tags)
        try await world.forgetLog()
        let outcome = await world.run("apply", "--yes")
        #expect(
            outcome.status == 0 && outcome.words.contains("a second one; \(used.id) is the one used"),
            "\(outcome.words)")
        #expect(try await world.changes() == ["ec2:DeleteVpc"])
        #expect(try await ec2.describeVPCs([.tag("himat:cluster", "demo")]).map(\.id) == [used.id])
    }

    @Test func throttlingIsWaitedOut() async throws {
        let world = try await EKSWorld.make()
        try await world.rule([
            "match": ["service": "ec2"], "effect": "fail", "status": 503, "code": "RequestLimitExceeded", "times": 4,
        ])
        try await world.apply()
        #expect(try await world.state()["vpc"] == 1)
    }

    @Test(arguments: ["CreateSubnet", "CreateCluster", "CreateNodegroup", "AssociateRouteTable"])
    func anInterruptedApplyIsFinishedByTheNext(_ action: String) async throws {
        let world = try await EKSWorld.make()
        let running = Task { await world.run("apply", "--yes") }
        while try await world.sandbox.log(action: action).isEmpty { await Task.yield() }
        running.cancel()
        #expect(await running.value.status == 130)
        #expect(try await world.state()["parameter"] == nil, "the lock was not given back")
        try await world.apply()
        let state = try await world.state()
        #expect(state["vpc"] == 1 && state["subnet"] == 2 && state["nodegroup"] == 2 && state["route-table"] == 1)
        try await world.destroy()
        #expect(try await world.state() == ["volume": 1])
    }

    @Test func aFailureLeavesTheRestDoneAndIsMendedByTheNextApply() async throws {
        let world = try await EKSWorld.make()
        try await world.rule([
            "match": ["action": "CreateNodegroup"], "effect": "fail", "status": 400,
            "code": "ResourceLimitExceededException",
            "message": "Too many groups", "times": 1,
        ])
        let outcome = await world.run("apply", "--yes")
        #expect(outcome.status == 1)
        #expect(outcome.words.contains("ResourceLimitExceededException") && outcome.words.contains("himat-eks apply"))
        #expect(try await world.state()["nodegroup"] == 1)
        try await world.apply()
        #expect(try await world.state()["nodegroup"] == 2)
    }

    @Test func whoHoldsTheLockIsNamed() async throws {
        let world = try await EKSWorld.make()
        let now = Date().timeIntervalSince1970
        try await hold(
            world,
            LockRecord(
                owner: "arn:aws:iam::1:user/ada", host: "elsewhere", pid: 7, run: "r", since: now, renewed: now,
                epoch: "e"))
        let outcome = await world.run("apply", "--yes")
        #expect(outcome.status == 1)
        #expect(outcome.words.contains("ada") && outcome.words.contains("elsewhere"))
        #expect(try await world.changes().isEmpty)
        #expect(try await world.state()["parameter"] == 1, "another's lock was taken away")
    }

    @Test func anAbandonedLockIsTakenOverWithItsEpoch() async throws {
        let world = try await EKSWorld.make()
        let then = Date().timeIntervalSince1970 - 3600
        try await hold(
            world,
            LockRecord(
                owner: "ada", host: "elsewhere", pid: 7, run: "r", since: then, renewed: then, epoch: "epoch-of-ada"))
        // What the dead run made and nobody has seen yet.
        try await world.apply()
        let vpc = try await EC2(try world.aws()).describeVPCs([.tag("himat:cluster", "demo")]).first
        #expect(vpc?.tags["himat:run"] == "epoch-of-ada")
        #expect(try await world.state()["parameter"] == nil)
    }

    @Test func withoutPermissionForTheLockTheWarningSaysWhatIsMissing() async throws {
        let world = try await EKSWorld.make()
        try await world.rule([
            "match": ["service": "ssm"], "effect": "fail", "status": 400, "code": "AccessDeniedException",
            "message": "not authorized to perform ssm:PutParameter",
        ])
        let outcome = await world.run("apply", "--yes")
        #expect(outcome.status == 0, "\(outcome.words)")
        #expect(outcome.words.contains("no lock across machines"))
    }

    private func hold(_ world: EKSWorld, _ record: LockRecord) async throws {
        try await SSM(try world.aws()).putParameter("/himat/demo/lock", value: record.text, overwrite: false)
    }
}
