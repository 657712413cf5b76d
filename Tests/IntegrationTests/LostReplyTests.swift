// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

/// A reply that is lost, or a thing that is not seen at once, makes nothing twice.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(3)))
struct LostReplyTests {
    @Test(arguments: [
        "CreateVpc", "CreateInternetGateway", "CreateSubnet", "CreateRouteTable", "CreateVolume", "CreateRole",
        "CreateLaunchTemplate", "CreateCluster", "CreateNodegroup", "CreatePodIdentityAssociation",
    ])
    func aReplyLostAfterTheWorkMakesNothingTwice(action: String) async throws {
        let desk = try await Desk.make()
        try await desk.rule(["match": ["action": .string(action)], "effect": "cut", "when": "after", "times": 1])
        try await desk.finish()
    }

    @Test func whatIsInvisibleAtFirstIsNotMadeTwice() async throws {
        let desk = try await Desk.make()
        try await desk.rule(["match": ["action": "CreateVpc"], "effect": "hide", "seconds": 1, "times": 1])
        try await desk.rule(["match": ["action": "CreateSubnet"], "effect": "hide", "seconds": 1])
        try await desk.finish()
    }
}
