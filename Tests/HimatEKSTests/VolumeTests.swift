// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

@Suite(.sandbox, .serialized)
struct VolumeTests {
    @Test func aSecondVolumeMayHoldNotebooksSoNoApplyDeletesIt() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let ec2 = EC2(try world.aws())
        let own = try #require(try await ec2.describeVolumes([.tag(TagKey.address, "volume")]).first)
        let restored = try await ec2.createVolume(
            size: own.size, zone: own.zone, tags: own.tags, clientToken: "restored")
        let plan = await world.run("plan", "--detailed-exitcode")
        #expect(plan.status == 0, "\(plan.words)")
        #expect((plan.output + plan.words).contains(restored.id), "it is mentioned")
        try await world.apply()
        #expect(try await ec2.describeVolumes([.tag(TagKey.address, "volume")]).count == 2)
    }

    @Test func aDiskThatKubernetesMadeForAClaimIsNamedAtTheEnd() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let tags = ["kubernetes.io/cluster/demo": "owned", "kubernetes.io/created-for/pvc/name": "scratch"]
        let disk = try await EC2(try world.aws()).createVolume(
            size: 5, zone: "us-west-2a", tags: tags, clientToken: "pvc")
        let outcome = await world.run("destroy", "--yes")
        #expect(outcome.status == 1)
        #expect(outcome.words.contains("ec2 delete-volume --volume-id \(disk.id)"), "\(outcome.words)")
    }
}
