// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

@Suite(.sandbox, .serialized)
struct ChangeTests {
    @Test func scaleWritesTheFileAndSetsAllThreeSizesInOneCall() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await world.forgetLog()
        let outcome = await world.run("scale", "5", "--yes")
        #expect(outcome.status == 0, "\(outcome.words)")
        #expect(try await world.changes() == ["eks:UpdateNodegroupConfig"])
        let text = try String(contentsOfFile: world.folder.file("himat.yaml"), encoding: .utf8)
        #expect(text.contains("spot_node_count: 5  # nodes"))
        #expect(try await spot(world).scaling == EKS.NodeGroupScaling(min: 5, desired: 5, max: 5))
    }

    @Test func scaleRefusesWhatWouldNotLast() async throws {
        let world = try await EKSWorld.make()
        let outcome = await world.run("scale", "5", "--yes", variables: ["HIMAT_SPOT_NODE_COUNT": "3"])
        #expect(outcome.status == 64)
        #expect(outcome.words.contains("HIMAT_SPOT_NODE_COUNT"))
    }

    @Test func hibernationTakesAllNodesAwayAndBringsThemBack() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await world.forgetLog()
        try await world.apply("--set", "hibernate=true")
        #expect(try await world.changes() == ["eks:UpdateNodegroupConfig", "eks:UpdateNodegroupConfig"])
        #expect(try await spot(world).scaling == EKS.NodeGroupScaling(min: 0, desired: 0, max: 1))

        try await world.forgetLog()
        try await world.apply("--set", "hibernate=true")
        #expect(try await world.calls(mutating: true) == [])
        let plan = await world.run("plan", "--set", "hibernate=true")
        #expect(plan.output.contains("still billed"))

        try await world.apply()
        #expect(try await spot(world).scaling.desired == 2)
        #expect(try await world.homes() == 1)
    }

    @Test func anotherInstanceTypeMakesTheNewGroupBeforeTheOldOneGoes() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let old = try await spot(world).name
        try await world.forgetLog()
        try await world.apply("--set", "spot_instance_type=r5.xlarge")
        let groups = try await world.changes().filter { $0.contains("Nodegroup") }
        #expect(groups == ["eks:CreateNodegroup", "eks:DeleteNodegroup"])
        #expect(try await spot(world).name != old)
        #expect(try await spot(world).instanceTypes.first == "r5.xlarge")
    }

    @Test func theVolumeGrowsAndNeverShrinks() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await world.forgetLog()
        try await world.apply("--set", "jupyter_gb_storage=32")
        #expect(try await world.changes() == ["ec2:ModifyVolume"])
        let plan = await world.run("apply", "--yes", "--set", "jupyter_gb_storage=20")
        #expect(plan.status == 4)
        #expect(plan.words.contains("jupyter_gb_storage: 32"))
    }

    @Test(arguments: ["vpc_cidr=10.9.0.0/16", "availability_zone=us-west-2c"])
    func whatNoPlanReplacesIsRefused(_ setting: String) async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await world.forgetLog()
        let outcome = await world.run("apply", "--yes", "--set", setting)
        #expect(outcome.status == 4)
        #expect(try await world.calls(mutating: true) == [])
    }

    @Test func whatAppearsLaterChangesNothingUntilItIsAskedFor() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await world.publish([
            "kubernetes": "1.37", "addon": ["name": "coredns", "version": "v1.14.0-eksbuild.1"],
            "instance_type": "m5zz.xlarge",
        ])
        try await world.forgetLog()
        try await world.apply()
        #expect(try await world.calls(mutating: true) == [])
        #expect(await world.run("plan").output.contains("Kubernetes 1.37 is out"))

        try await world.apply("--refresh", "version")
        #expect(try await world.changes() == ["eks:UpdateClusterVersion"])
        try await world.forgetLog()
        try await world.apply()
        #expect(try await world.calls(mutating: true) == [])
        try await world.apply("--refresh", "addons", "--refresh", "nodes")
        #expect(try await world.changes().contains("eks:UpdateNodegroupVersion"))
        try await world.apply()
    }

    @Test func aSubnetThatSomebodyBoundToAnotherTableIsTakenBackOnce() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let ec2 = EC2(try world.aws())
        let ours = try #require(try await ec2.describeRouteTables([.tag("himat:address", "route-table")]).first)
        let theirs = try await ec2.createRouteTable(vpcID: ours.vpcID, tags: ["Name": "theirs"], clientToken: "theirs")
        let bound = try #require(ours.associations.first { !$0.isMain })
        try await ec2.replaceRouteTableAssociation(bound.id, with: theirs.id)
        try await world.forgetLog()
        try await world.apply()
        #expect(try await world.changes() == ["ec2:AssociateRouteTable", "ec2:ReplaceRouteTableAssociation"])
        #expect(await world.run("plan", "--detailed-exitcode").status == 0)
        #expect(try await ec2.describeRouteTables([.tag("Name", "theirs")]).first?.associations.isEmpty == true)
    }

    @Test func theNotebooksRoleIsBoundWhenTheConfigurationSaysSo() async throws {
        let world = try await EKSWorld.make(EKSWorld.config + "s3_buckets: [my-data]\n")
        try await world.apply()
        try await world.forgetLog()
        try await world.apply("--set", "permissions_boundary=himat-pods")
        #expect(try await world.changes() == ["iam:PutRolePermissionsBoundary"])
        let account = world.sandbox["account"]
        let role = try await IAM(try world.aws()).getRole("himat-us-west-2-demo-pod")
        #expect(role?.boundary == "arn:aws:iam::\(account):policy/himat-pods")
        try await world.forgetLog()
        try await world.apply("--set", "permissions_boundary=himat-pods")
        try await world.apply()
        #expect(try await world.calls(mutating: true) == [], "what is bound stays bound")

        let fresh = try await EKSWorld.make(
            EKSWorld.config + "s3_buckets: [my-data]\npermissions_boundary: himat-pods\n")
        try await fresh.apply()
        #expect(try await fresh.changes().contains("iam:PutRolePermissionsBoundary") == false)
        #expect(try await IAM(try fresh.aws()).getRole("himat-us-west-2-demo-pod")?.boundary != nil)
        #expect(try await IAM(try fresh.aws()).getRole("himat-us-west-2-demo-node")?.boundary == nil)
    }

    @Test func noNewerVersionIsAnnouncedThatIsNotNewer() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let plan = await world.run("plan", "--set", "cluster_version=1.10")
        #expect(!(plan.output + plan.words).contains("is out"), "\(plan.output)")
    }

    @Test func aVersionCannotGoBack() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let outcome = await world.run("apply", "--yes", "--set", "cluster_version=1.35")
        #expect(outcome.status == 4)
        #expect(outcome.words.contains("1.36"))
    }

    private func spot(_ world: EKSWorld) async throws -> EKS.NodeGroup {
        let eks = EKS(try world.aws())
        let names = try await eks.listNodeGroups(cluster: "demo").filter { $0.hasPrefix("spot-") }
        #expect(names.count == 1)
        return try #require(try await eks.describeNodeGroup(names.first ?? "", cluster: "demo"))
    }
}
