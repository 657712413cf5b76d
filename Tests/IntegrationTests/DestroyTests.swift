// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

/// A destroy ends with 0 only when nothing is left, whatever else is in the way.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct DestroyTests {
    @Test func stageOneTakesStageTwosBalancerAlong() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        #expect(try await desk.balancers().count == 1)
        let mark = try await desk.mark()
        try await desk.succeed(.eks, "destroy", "--yes")
        #expect(try await desk.balancers() == [])
        let left = try await desk.state()
        #expect(left == ["volume": 1])
        let order = try await desk.changes(since: mark)
        let service = order.firstIndex { $0.hasPrefix("kubernetes:delete services") }
        let nodes = order.firstIndex(of: "eks:DeleteNodegroup")
        #expect((service ?? .max) < (nodes ?? 0), "the nodes went before the balancer: \(order)")
    }

    /// Somebody deleted the cluster by hand: Kubernetes can no longer take its balancer away.
    @Test func aBalancerWithoutItsClusterIsFoundInAWS() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        try await desk.boto(
            """
            eks = client("eks")
            for name in eks.list_nodegroups(clusterName="demo")["nodegroups"]:
                eks.delete_nodegroup(clusterName="demo", nodegroupName=name)
            eventually(lambda: not eks.list_nodegroups(clusterName="demo")["nodegroups"])
            eks.delete_cluster(name="demo")
            eventually(lambda: not eks.list_clusters()["clusters"])
            """)
        #expect(try await desk.balancers().count == 1)
        try await desk.succeed(.eks, "destroy", "--yes")
        #expect(try await desk.balancers() == [])
        let left = try await desk.state()
        #expect(left == ["volume": 1])
    }

    @Test func whatBlocksIsNamedAndLeftAlone() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        let interface = try await desk.boto(
            """
            ec2 = client("ec2")
            subnet = ec2.describe_subnets(Filters=[{"Name": "tag:himat:cluster", "Values": ["demo"]}])["Subnets"][0]["SubnetId"]
            made = ec2.create_network_interface(SubnetId=subnet, Description="theirs")["NetworkInterface"]
            print(json.dumps(made["NetworkInterfaceId"]))
            """
        ).string
        let result = try await desk.run(.eks, "destroy", "--yes", "--timeout", "8s")
        #expect([1, 3].contains(result.status), "\(result.errors)")
        #expect(result.errors.contains(try #require(interface)), "\(result.errors)")
        #expect(result.errors.contains("himat-eks destroy"))
        #expect(try await desk.state()["network-interface"] == 1)
        try await desk.boto(
            """
            ec2 = client("ec2")
            for one in ec2.describe_network_interfaces()["NetworkInterfaces"]:
                ec2.delete_network_interface(NetworkInterfaceId=one["NetworkInterfaceId"])
            """)
        try await desk.succeed(.eks, "destroy", "--yes")
        let left = try await desk.state()
        #expect(left == ["volume": 1])
    }

    @Test func theVolumeGoesOnlyWhenItsNameIsTyped() async throws {
        let (desk, terminal) = (try await Desk.make(), try PseudoTerminal())
        defer { terminal.close() }
        try await desk.succeed(.eks, "apply", "--yes")
        let mark = try await desk.mark()
        #expect(try await desk.run(.eks, "destroy", "--yes", "--volume", "delete").status == 64)
        for answer in ["yes", "demo"] {
            let before = terminal.text.utf8.count
            let child = try desk.start(.eks, ["destroy", "--volume", "delete"], at: terminal.programEnd)
            try await desk.until("the name is asked for") {
                terminal.text.utf8.dropFirst(before).count > 0 && terminal.text.hasSuffix("is accepted: ")
            }
            #expect(try await desk.changes(since: mark) == [])
            try terminal.type(answer)
            #expect(try await child.wait().status == (answer == "demo" ? 0 : 64))
        }
        #expect(try await desk.state() == [:])
    }

    @Test func whatWasNeverThereIsDestroyedAtOnce() async throws {
        let desk = try await Desk.make()
        let result = try await desk.succeed(.eks, "destroy", "--yes")
        #expect(result.output.contains("nothing to delete"))
        #expect(try await desk.changes(since: 0) == [])
    }
}
