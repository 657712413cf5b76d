// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

/// What was decided stays decided; what a plan says is what an apply does; one cluster does not see another.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct StillnessTests {
    @Test func whatIsPublishedLaterChangesNothingUntilItIsAskedFor() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        try await desk.publish(["kubernetes": "1.37"])
        for name in ["vpc-cni", "kube-proxy", "coredns", "eks-pod-identity-agent", "aws-ebs-csi-driver"] {
            try await desk.publish(["addon": ["name": .string(name), "version": "v9.9.9-eksbuild.1"]])
        }
        try await desk.publish(["instance_type": ["name": "m5zz.xlarge", "like": "m5.xlarge"]])

        var mark = try await desk.mark()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        #expect(try await desk.changes(since: mark) == [])
        #expect(try await desk.run(.eks, "plan").output.contains("1.37"), "nobody tells that a newer version exists")

        mark = try await desk.mark()
        try await desk.succeed(.eks, "apply", "--yes", "--refresh", "version")
        #expect(try await desk.changes(since: mark) == ["eks:UpdateClusterVersion"])
        #expect(try await version(desk) == "1.37")
        mark = try await desk.mark()
        try await desk.succeed(.eks, "apply", "--yes")
        #expect(try await desk.changes(since: mark) == [])
    }

    @Test func twoRegionsWithOneNameAreTwoClusters() async throws {
        let west = try await Desk.make()
        let east = try west.neighbour(Desk.config.replacing("us-west-2", with: "us-east-1"))
        try await west.succeed(.eks, "apply", "--yes")
        try await east.succeed(.eks, "apply", "--yes")
        let before = try await east.state("us-east-1")
        try await west.succeed(.eks, "destroy", "--volume", "delete", "--confirm", "demo")
        #expect(try await east.state("us-east-1") == before)
        #expect(try await east.run(.eks, "plan", "--detailed-exitcode").status == 0)
        try await east.succeed(.eks, "destroy", "--volume", "delete", "--confirm", "demo")
        #expect(try await east.sandbox.control("GET", "state")["us-east-1"] == nil)
    }

    @Test func whatAPlanListsIsWhatTheLogShows() async throws {
        let desk = try await Desk.make()
        let planned = try await desk.run(.eks, "plan", "-o", "json")
        let mark = try await desk.mark()
        try await desk.succeed(.eks, "apply", "--yes")
        let made = try await desk.calls(since: mark).filter { $0.isChange && Self.makes.values.contains($0.action) }
        let steps = try JSONValue.parse(planned.output)["steps"]?.array ?? []
        let wanted = steps.filter { $0["action"]?.string == "create" }.compactMap { step in
            Self.makes[(step["address"]?.string ?? "").prefix { $0 != "." }.description]
        }
        #expect(made.map(\.action).sorted() == wanted.sorted())
        #expect(planned.errors.contains("AWSServiceRoleForEC2Spot"), "the service-linked role is made without a word")

        let change = try await desk.run(
            .eks, "plan", "-o", "json", "--set", "spot_node_count=4", "--set", "jupyter_gb_storage=20")
        let updates = (try JSONValue.parse(change.output)["steps"]?.array ?? []).filter {
            $0["action"]?.string != "none"
        }
        #expect(updates.compactMap { $0["address"]?.string }.sorted() == ["node-group.spot", "volume"])
        let second = try await desk.mark()
        try await desk.succeed(.eks, "apply", "--yes", "--set", "spot_node_count=4", "--set", "jupyter_gb_storage=20")
        #expect(try await desk.changes(since: second).sorted() == ["ec2:ModifyVolume", "eks:UpdateNodegroupConfig"])
    }

    @Test func whatAPlanOfStageTwoListsIsWhatTheLogShows() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        let mark = try await desk.mark()
        let planned = try await desk.run(.k8s, "plan", "-o", "json")
        #expect(try await desk.changes(since: mark) == [], "a plan changed something")
        let wanted = (try JSONValue.parse(planned.output)["steps"]?.array ?? []).filter {
            $0["action"]?.string == "create"
        }
        let second = try await desk.mark()
        try await desk.succeed(.k8s, "apply", "--yes")
        let created = try await desk.calls(since: second).filter { $0.isChange && $0.status == 201 }
        #expect(created.count == wanted.count, "\(created) \(wanted.compactMap { $0["address"]?.string })")
    }

    private static let makes = [
        "vpc": "CreateVpc", "internet-gateway": "CreateInternetGateway", "subnet": "CreateSubnet",
        "route-table": "CreateRouteTable", "role": "CreateRole", "volume": "CreateVolume", "cluster": "CreateCluster",
        "access-entry": "CreateAccessEntry", "access-policy": "AssociateAccessPolicy",
        "pod-identity": "CreatePodIdentityAssociation", "addon": "CreateAddon",
        "launch-template": "CreateLaunchTemplate",
        "node-group": "CreateNodegroup",
    ]

    private func version(_ desk: Desk) async throws -> String? {
        try await desk.boto(#"print(json.dumps(client("eks").describe_cluster(name="demo")["cluster"]["version"]))"#)
            .string
    }
}
