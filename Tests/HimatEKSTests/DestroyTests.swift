// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

@Suite(.sandbox, .serialized)
struct DestroyTests {
    @Test func nothingButTheVolumeIsLeftAndTheReceiptSaysSo() async throws {
        let world = try await EKSWorld.make()
        let before = try await world.state("global")
        try await world.apply()
        let outcome = await world.run("destroy", "--yes")
        #expect(outcome.status == 0, "\(outcome.words)")
        #expect(try await world.state() == ["volume": 1])
        #expect(try await world.state("global") == before)
        #expect(outcome.output.contains("kept     volume"))
        #expect(outcome.words.contains("about $1.28 a month"))
        let again = await world.run("destroy", "--yes")
        #expect(again.status == 0)
    }

    @Test func theKeptVolumeIsFoundAgain() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let ec2 = EC2(try world.aws())
        let volume = try #require(try await ec2.describeVolumes([.tag("himat:cluster", "demo")]).first)
        try await world.destroy()
        #expect(
            try await ec2.describeVolumes([EC2.Filter("volume-id", volume.id)]).first?.tags["himat:retained"] != nil)
        let outcome = await world.run("apply", "--yes")
        #expect(outcome.output.contains("jupyter_volume_id = \(volume.id)"))
        #expect(try await world.homes() == 1)
        #expect(
            try await ec2.describeVolumes([EC2.Filter("volume-id", volume.id)]).first?.tags["himat:retained"] == nil)
    }

    @Test func theVolumeGoesOnlyWithTheTypedName() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let refused = await world.run("destroy", "--yes", "--volume", "delete")
        #expect(refused.status == 64)
        #expect(try await world.state()["cluster"] == 1)
        let outcome = await world.run("destroy", "--confirm", "demo", "--volume", "delete")
        #expect(outcome.status == 0, "\(outcome.words)")
        #expect(try await world.state() == [:])
    }

    @Test func aSnapshotIsCompleteBeforeTheVolumeGoes() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await world.destroy("--volume", "snapshot")
        #expect(try await world.state()["volume"] == nil)
        let snapshots = try await EC2(try world.aws()).describeSnapshots([.tag("himat:cluster", "demo")])
        #expect(snapshots.map(\.state) == ["completed"])
    }

    @Test func lookAlikesWithoutOurTagsAreUntouched() async throws {
        let world = try await EKSWorld.make()
        let ec2 = EC2(try world.aws())
        let vpc = try await ec2.createVPC(cidr: "10.0.0.0/16", tags: ["Name": "demo-vpc", "himat:cluster": "demo"])
        _ = try await ec2.createInternetGateway(tags: ["Name": "demo-internet-gateway"])
        let before = try await world.state()
        try await world.apply()
        try await world.destroy()
        var after = try await world.state()
        after["volume"] = nil
        #expect(after == before)
        #expect(try await ec2.describeVPCs([EC2.Filter("vpc-id", vpc.id)]).count == 1)
    }

    @Test func interruptedDestroyIsFinishedByTheNext() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await world.rule([
            "match": ["action": "DeleteCluster"], "effect": "fail", "status": 400, "code": "InvalidRequestException",
            "times": 1,
        ])
        let first = await world.run("destroy", "--yes")
        #expect(first.status == 1)
        #expect(first.words.contains("himat-eks destroy"))
        try await world.destroy()
        #expect(try await world.state() == ["volume": 1])
    }
}
