// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

@Suite(.sandbox, .serialized)
struct PreflightTests {
    @Test(arguments: ["validate", "plan"])
    func aVersionThatEKSDoesNotOfferIsRefusedWithTheList(_ verb: String) async throws {
        let world = try await EKSWorld.make()
        let outcome = await world.run(verb, "--set", "cluster_version=1.10")
        #expect(outcome.status == 4)
        #expect(outcome.words.contains("1.36, 1.35, 1.34"))
        #expect(try await world.calls(mutating: true) == [])
    }

    @Test func extendedSupportIsNotEntered() async throws {
        let world = try await EKSWorld.make()
        let outcome = await world.run("apply", "--yes", "--set", "cluster_version=1.32")
        #expect(outcome.status == 4)
        #expect(outcome.words.contains("six times"))
    }

    @Test func aMarketAboveTheLimitIsRefusedWithPricesAndChoices() async throws {
        let world = try await EKSWorld.make()
        let outcome = await world.run("apply", "--yes", "--set", "spot_price=0.01")
        #expect(outcome.status == 4)
        #expect(outcome.words.contains("m5.xlarge in us-west-2") && outcome.words.contains("raise spot_price"))
        #expect(try await world.calls(mutating: true) == [])
    }

    @Test func theLimitIsCheckedWhenNodesAreAddedAndNotOtherwise() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await world.apply("--set", "spot_price=0.01")
        try await world.apply("--set", "spot_price=0.01", "--set", "spot_node_count=1")
        let outcome = await world.run("apply", "--yes", "--set", "spot_price=0.01", "--set", "spot_node_count=3")
        #expect(outcome.status == 4)
    }

    @Test func aQuotaThatIsTooSmallIsRefusedWithItsCode() async throws {
        let world = try await EKSWorld.make()
        try await world.publish(["quota": ["code": "L-34B43A08", "value": 4]])
        let outcome = await world.run("plan")
        #expect(outcome.status == 4)
        #expect(outcome.words.contains("L-34B43A08") && outcome.words.contains("8 vCPUs"))
    }

    @Test func whatRunsAlreadyCountsAgainstTheQuotaAndAGroupsOwnNodesOnce() async throws {
        let world = try await EKSWorld.make()
        try await world.publish(["quota": ["code": "L-34B43A08", "value": 10]])
        let machine = [
            ("ImageId", "ami-12c6146b"), ("MinCount", "1"), ("MaxCount", "1"), ("InstanceType", "m5.xlarge"),
            ("InstanceMarketOptions.MarketType", "spot"), ("Version", "2016-11-15"),
        ]
        _ = try await world.aws().query(.ec2, "RunInstances", machine, repeatability: .never)
        let outcome = await world.run("plan")
        #expect(outcome.status == 4)
        #expect(outcome.words.contains("need 8 vCPUs beside the 4 that run already, the account may run 10"))

        try await world.publish(["quota": ["code": "L-34B43A08", "value": 16]])
        try await world.apply()
        #expect(await world.run("plan", "--set", "spot_node_count=3").status == 0)
        #expect(await world.run("plan", "--set", "spot_node_count=4").status == 4)
    }

    @Test func whatCannotBeIsNamedAsItWasTyped() async throws {
        let world = try await EKSWorld.make()
        let outcome = await world.run("plan", "--set", "spot_node_cout=3", "--region", "nowhere")
        #expect(outcome.status == 64)
        #expect(outcome.words.contains("--set spot_node_cout: unknown key 'spot_node_cout'"), "\(outcome.words)")
        #expect(outcome.words.contains("--region: cluster_region must be"), "\(outcome.words)")
    }

    @Test(arguments: [
        ("GetServiceQuota", "quotas"), ("DescribeInstanceTypeOfferings", "not checked whether the zones"),
        ("GetRole", "cannot find out"),
    ])
    func whatMayNotBeAskedIsAWarningUnlessItMustBeKnown(_ action: String, _ words: String) async throws {
        let world = try await EKSWorld.make(EKSWorld.config + "availability_zone: us-west-2a\n")
        try await world.rule([
            "match": ["action": .string(action)], "effect": "fail", "status": 403, "code": "AccessDeniedException",
            "message": "no",
        ])
        let outcome = await world.run("plan")
        #expect(outcome.words.contains(words), "\(outcome.words)")
        #expect(outcome.status == (action == "GetRole" ? 1 : 0))
    }

    @Test func withoutAnAddressNothingIsOpenedToTheWorld() async throws {
        let world = try await EKSWorld.make()
        let outcome = await world.run("plan", variables: ["HIMAT_ADDRESS_SERVICE": "https://127.0.0.1:1/"])
        #expect(outcome.status == 4)
        #expect(outcome.words.contains("allowed_cidrs"))
    }

    @Test func wrongKeysAreSaidToBeWrong() async throws {
        let world = try await EKSWorld.make()
        let outcome = await world.run("plan", variables: ["AWS_SECRET_ACCESS_KEY": "wrong"])
        #expect(outcome.status == 1)
        #expect(outcome.words.contains("signature") || outcome.words.contains("secret"))
        #expect(!outcome.words.contains("wrong\""))
    }
}
