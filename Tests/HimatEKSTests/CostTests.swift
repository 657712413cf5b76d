// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

@Suite(.sandbox, .serialized)
struct CostTests {
    @Test func theSumIsThatOfTheParts() {
        var cost = HourlyCost(
            stableType: "m5.xlarge", stablePrice: 0.195, spotCount: 3,
            spot: SpotMarket.Offer(type: "m5a.xlarge", zone: "us-west-2a", price: 0.08), gibibytes: 73)
        #expect(
            cost.line
                == "it costs about $0.57 an hour while it runs, traffic and taxes aside: control plane $0.1000/h, "
                + "stable m5.xlarge $0.1950/h, 3 spot $0.2400/h (m5a.xlarge today $0.0800/h), load balancer $0.0250/h, "
                + "home volume $0.0080/h")
        cost.spot = nil
        #expect(cost.line == nil, "half a sum would be a wrong one")
        cost.spotCount = 0
        #expect(cost.line?.contains("about $0.33 an hour") == true)
    }

    @Test func aPlanSaysWhatTheClusterCosts() async throws {
        let world = try await EKSWorld.make()
        let plan = await world.run("plan")
        #expect(plan.status == 0)
        #expect(plan.output.contains("it costs about $") && plan.output.contains("2 spot $"), "\(plan.output)")
        #expect(!(await world.run("plan", "--set", "hibernate=true").output.contains("it costs")))
    }

    @Test func noPlanFailsOrWaitsForAPrice() async throws {
        let world = try await EKSWorld.make()
        let price: JSONValue = ["action": "GetProducts"]
        try await world.rule([
            "match": price, "effect": "fail", "status": 400, "code": "AccessDeniedException", "message": "no",
        ])
        let denied = await world.run("plan")
        #expect(denied.status == 0 && !denied.output.contains("it costs"))
        #expect(!denied.words.contains("GetProducts"))

        try await world.sandbox.control("DELETE", "rules")
        try await world.rule(["match": price, "effect": "delay", "seconds": 25])
        let start = ContinuousClock.now
        #expect(await world.run("plan").status == 0)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func anApplyAsksForNoPrice() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        #expect(try await world.calls(mutating: false).contains("pricing:GetProducts") == false)
    }
}
