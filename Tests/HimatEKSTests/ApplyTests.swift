// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

@Suite(.sandbox, .serialized)
struct ApplyTests {
    @Test func planChangesNothingAndSaysWhatApplyDoes() async throws {
        let world = try await EKSWorld.make()
        let plan = await world.run("plan", "--detailed-exitcode", "-o", "json")
        #expect(plan.status == 2, "\(plan.words)")
        #expect(try await world.calls(mutating: true).isEmpty)
        let planned = try JSONValue.parse(plan.output)["steps"]?.array?.filter { $0["action"]?.string == "create" }
            .count

        try await world.apply()
        let status = await world.run("status", "-o", "json")
        #expect(try JSONValue.parse(status.output)["resources"]?.array?.count == planned)
    }

    @Test func applyMakesEverythingAndTellsTheOutputs() async throws {
        let world = try await EKSWorld.make()
        let outcome = await world.run("apply", "--yes")
        #expect(outcome.status == 0, "\(outcome.words)")
        let state = try await world.state()
        #expect(state["vpc"] == 1)
        #expect(state["subnet"] == 2)
        #expect(state["cluster"] == 1)
        #expect(state["nodegroup"] == 2)
        #expect(state["addon"] == 5)
        #expect(try await world.homes() == 1)
        #expect(state["parameter"] == nil, "the lock was not given back")
        for name in ["cluster_id = demo", "cluster_version = 1.36", "jupyter_volume_az = us-west-2a"] {
            #expect(outcome.output.contains(name))
        }
        let mode = try FileManager.default.attributesOfItem(atPath: world.folder.file("kubeconfig.yml"))[
            .posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func everythingCarriesOurTagsFromItsCreation() async throws {
        let world = try await EKSWorld.make(EKSWorld.config + "tags: {team: seismology}\n")
        try await world.apply()
        let ec2 = EC2(try world.aws())
        let ours = [
            EC2.Filter.tag("himat:cluster", "demo"), .tag("himat:region", "us-west-2"), .tag("team", "seismology"),
        ]
        #expect(try await ec2.describeVPCs(ours).count == 1)
        #expect(try await ec2.describeSubnets(ours).count == 2)
        #expect(try await ec2.describeInternetGateways(ours).count == 1)
        #expect(try await ec2.describeRouteTables(ours).count == 1)
        #expect(try await ec2.describeVolumes(ours).allSatisfy { $0.isEncrypted && $0.type == "gp3" })
        #expect(try await ec2.describeLaunchTemplates(ours).count == 2)
        let log = try await world.sandbox.log(action: "CreateTags")
        #expect(log.isEmpty, "a tag came later than its thing")
    }

    @Test func secondApplyChangesNothingAndReadsEachThingOnce() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await world.forgetLog()
        try await world.apply()
        #expect(try await world.calls(mutating: true) == [])
        let reads = try await world.calls(mutating: false)
        let counts = Dictionary(grouping: reads) { $0 }.mapValues(\.count)
        for (call, count) in counts where call.hasPrefix("ec2:") { #expect(count == 1, "\(call)") }
        let resources =
            try JSONValue.parse(await world.run("status", "-o", "json").output)["resources"]?.array?.count ?? 0
        // Three more: the role of the pods, its policy and its association are looked for, since they are not wanted.
        #expect(reads.count <= resources + 3, "\(reads.sorted())")
    }

    @Test func secondApplyIsFourRoundsDeep() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await world.sandbox.control("POST", "reply_delay", ["seconds": 0.25])
        try await world.forgetLog()
        try await world.apply()
        try await world.sandbox.control("POST", "reply_delay", ["seconds": 0])
        let log = try await world.sandbox.control("GET", "log?plane=aws").array ?? []
        let spans = log.compactMap { entry in
            entry["time_start"]?.double.flatMap { start in entry["time_end"]?.double.map { (start, $0) } }
        }.sorted { $0.1 < $1.1 }
        // The longest chain of requests of which each began only after the one before had its answer.
        var (rounds, end) = (0, 0.0)
        for span in spans where span.0 >= end { (rounds, end) = (rounds + 1, span.1) }
        #expect(!spans.isEmpty && rounds <= 4, "\(rounds) rounds")
    }

    @Test func driftOfOurTagsAndRoutesIsMended() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let ec2 = EC2(try world.aws())
        let vpc = try #require(try await ec2.describeVPCs([.tag("himat:cluster", "demo")]).first)
        try await ec2.createTags(["Name": "mine", "theirs": "stays"], on: [vpc.id])
        try await ec2.modifyVPCAttribute(vpc.id, .dnsHostnames, to: false)
        try await world.forgetLog()
        try await world.apply()
        #expect(try await world.changes().sorted() == ["ec2:CreateTags", "ec2:ModifyVpcAttribute"])
        let tags = try await ec2.describeVPCs([EC2.Filter("vpc-id", vpc.id)]).first?.tags
        #expect(tags?["Name"] == "demo-vpc")
        #expect(tags?["theirs"] == "stays")
    }

    @Test func bucketsGiveARoleAndTakingThemAwayTakesIt() async throws {
        let world = try await EKSWorld.make(EKSWorld.config + "s3_buckets: [weather, results:rw]\n")
        try await world.apply()
        let iam = IAM(try world.aws())
        let policy = try #require(try await iam.getRolePolicy("buckets", role: "himat-us-west-2-demo-pod"))
        #expect(policy.contains("arn:aws:s3:::results/*") && policy.contains("s3:PutObject"))
        #expect(!policy.contains("\"s3:*\""))
        try world.write(EKSWorld.config)
        try await world.apply()
        #expect(try await iam.getRole("himat-us-west-2-demo-pod") == nil)
        #expect(try await world.state()["pod-identity-association"] == 1)
    }
}
