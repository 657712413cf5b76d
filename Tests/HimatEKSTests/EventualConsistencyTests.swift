// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

/// What a real account says for some seconds after a change, and takes back.
@Suite(.sandbox, .serialized)
struct EventualConsistencyTests {
    @Test(arguments: [
        ("iam", "AttachRolePolicy", "NoSuchEntity", "The role with name x cannot be found.", 404),
        ("eks", "CreateCluster", "InvalidParameterException", "Error in role params", 400),
        ("eks", "CreateNodegroup", "InvalidParameterException", "The role with name x cannot be found.", 400),
        (
            "eks", "CreatePodIdentityAssociation", "InvalidParameterException",
            "Role provided in the request does not exist.", 400
        ),
    ])
    func aRoleThatIsNotYetKnownIsWaitedFor(
        _ service: String, _ action: String, _ code: String, _ message: String, _ status: Int
    ) async throws {
        let world = try await EKSWorld.make()
        try await world.rule(Self.failure(service, action, code, message, status))
        try await world.apply()
        #expect(await world.run("plan", "--detailed-exitcode").status == 0)
    }

    @Test func aRoleWhosePoliciesAreStillBeingTakenAwayIsDeletedAMomentLater() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let words = "Cannot delete entity, must detach all policies first."
        try await world.rule(Self.failure("iam", "DeleteRole", "DeleteConflict", words, 409))
        try await world.destroy()
    }

    @Test func aBalancerThatSomebodyDeletesMeanwhileDoesNotStopTheLook() async throws {
        let world = try await EKSWorld.make()
        #expect(try await ELB(try world.aws()).describeTags(["gone"]).isEmpty)
        let arn = "arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/net/gone/0123456789abcdef"
        #expect(try await ELBv2(try world.aws()).describeTags([arn]).values.allSatisfy(\.isEmpty))
    }

    private static func failure(_ service: String, _ action: String, _ code: String, _ message: String, _ status: Int)
        -> JSONValue
    {
        [
            "match": ["service": .string(service), "action": .string(action)], "effect": "fail",
            "code": .string(code), "message": .string(message), "status": .int(status), "times": 2,
        ]
    }
}
