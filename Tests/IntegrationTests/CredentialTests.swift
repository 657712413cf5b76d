// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

/// Who may not come in is told so, and nothing is changed.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct CredentialTests {
    @Test(arguments: ["plan", "apply"])
    func aWrongSecretIsRefusedAndNotShown(verb: String) async throws {
        let desk = try await Desk.make()
        let wrong = desk.with(["AWS_SECRET_ACCESS_KEY": "wrong/SECRET+0123456789012345678901234567"])
        let result = try await wrong.run(.eks, verb, verb == "apply" ? "--yes" : "-v")
        #expect(result.status == 1)
        #expect(result.errors.contains("AWS does not accept the signature"))
        #expect(result.errors.contains("environment"), "it is not said where the keys came from")
        #expect(!result.errors.contains("wrong/SECRET"))
        #expect(try await desk.calls(since: 0).filter { $0.isChange }.isEmpty)
    }

    @Test func anUnknownKeyIsRefused() async throws {
        let desk = try await Desk.make()
        let result = try await desk.with(["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"]).run(.eks, "apply", "--yes")
        #expect(result.status == 1)
        #expect(result.errors.contains("InvalidClientTokenId"))
        #expect(result.errors.contains("next:"))
        #expect(try await desk.state() == [:])
    }

    @Test func withoutCredentialsEachPlaceThatWasLookedAtIsNamed() async throws {
        let desk = try await Desk.make().with([
            "AWS_ACCESS_KEY_ID": nil, "AWS_SECRET_ACCESS_KEY": nil, "AWS_EC2_METADATA_DISABLED": "true",
        ])
        let result = try await desk.run(.eks, "plan")
        #expect(result.status == 1)
        for place in ["AWS_ACCESS_KEY_ID", ".aws/credentials", "AWS_EC2_METADATA_DISABLED"] {
            #expect(result.errors.contains(place), "\(place): \(result.errors)")
        }
        #expect(try await desk.calls(since: 0).isEmpty, "somebody was asked without credentials")
    }

    @Test func withoutARegionTheKeyToSetIsNamed() async throws {
        let desk = try await Desk.make("cluster_name: demo\n")
        let result = try await desk.run(.eks, "plan")
        #expect([1, 64].contains(result.status))
        #expect(result.errors.contains("cluster_region") && result.errors.contains("AWS_REGION"))
        #expect(try await desk.calls(since: 0).isEmpty)
    }

    @Test func aProfileOfTheSharedFilesIsEnough() async throws {
        let desk = try await Desk.make("cluster_name: demo\n").with([
            "AWS_ACCESS_KEY_ID": nil, "AWS_SECRET_ACCESS_KEY": nil, "AWS_PROFILE": "lab", "AWS_CONFIG_FILE": "./config",
            "AWS_SHARED_CREDENTIALS_FILE": "./credentials",
        ])
        let key = desk.sandbox["access_key_id"]
        let secret = desk.sandbox["secret_access_key"]
        try desk.write("[profile lab]\nregion = us-west-2\n", to: "config")
        try desk.write("[lab]\naws_access_key_id = \(key)\naws_secret_access_key = \(secret)\n", to: "credentials")
        #expect(try await desk.run(.eks, "plan", "--detailed-exitcode").status == 2)
    }

    @Test func whatMayNotBeDoneIsNamedWithTheRequest() async throws {
        let desk = try await Desk.make()
        try await desk.rule([
            "match": ["action": "CreateVpc"], "effect": "fail", "status": 403, "code": "UnauthorizedOperation",
            "message": "You are not authorized to perform this operation.",
        ])
        let result = try await desk.run(.eks, "apply", "--yes")
        #expect(result.status == 1)
        for word in ["vpc", "ec2:CreateVpc", "UnauthorizedOperation", "request id", "himat-eks apply"] {
            #expect(result.errors.contains(word), "\(word): \(result.errors)")
        }
        #expect(try await desk.state()["parameter"] == nil, "the lock was not given back")
        #expect(try await desk.state()["volume"] == 1, "what does not need the VPC was not finished")
    }
}
