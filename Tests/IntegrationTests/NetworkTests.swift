// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// No network, a wrong one, a slow one, a crowded one.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct NetworkTests {
    @Test func nobodyListensAtTheEndpoint() async throws {
        let desk = try await Desk.make()
        let endpoint = "127.0.0.1:\(try FreePort.find())"
        let result = try await desk.with(["AWS_ENDPOINT_URL": "http://\(endpoint)"]).run(.eks, "apply", "--yes")
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.contains(endpoint), "\(result.errors)")
        #expect(result.errors.contains("sts:GetCallerIdentity"))
    }

    @Test func theEndpointDropsEveryConnection() async throws {
        let desk = try await Desk.make()
        try await desk.rule(["match": ["plane": "aws"], "effect": "cut", "when": "before"])
        let result = try await desk.run(.eks, "apply", "--yes")
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.contains("GetCallerIdentity"))
        #expect(try await desk.calls(since: 0).count <= 10, "it was asked again and again")
    }

    @Test func aCertificateOfAnotherAuthorityIsNamed() async throws {
        let desk = try await Desk.make()
        let endpoint = desk.sandbox["address_service_tls"].replacing("/address", with: "")
        let other = PackageFolder.path("Tests/HimatTestSupport/Servers/certificates/ca.pem")
        let result = try await desk.with(["AWS_ENDPOINT_URL": endpoint, "AWS_CA_BUNDLE": other]).run(.eks, "plan")
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.lowercased().contains("certificate"), "\(result.errors)")
        #expect(result.errors.contains("AWS_CA_BUNDLE"), "\(result.errors)")
    }

    @Test func withoutAnAddressNothingIsOpenedAndTheKeyIsNamed() async throws {
        let desk = try await Desk.make()
        let nobody = "https://127.0.0.1:\(try FreePort.find())/"
        let result = try await desk.with(["HIMAT_ADDRESS_SERVICE": nobody]).run(.eks, "apply", "--yes")
        #expect([1, 4].contains(result.status), "\(result.errors)")
        #expect(result.errors.contains("allowed_cidrs"))
        #expect(try await desk.changes(since: 0) == [])
        let typed = desk.with(["HIMAT_ADDRESS_SERVICE": nobody, "HIMAT_ALLOWED_CIDRS": "198.51.100.7/32"])
        #expect(try await typed.run(.eks, "plan", "--detailed-exitcode").status == 2)
    }

    @Test func throttlingOfEveryServiceIsWaitedOut() async throws {
        let desk = try await Desk.make()
        let throttled: [(String, String, Int)] = [
            ("CreateVpc", "RequestLimitExceeded", 503), ("DescribeSubnets", "RequestLimitExceeded", 503),
            ("CreateVolume", "RequestLimitExceeded", 503), ("CreateCluster", "ThrottlingException", 400),
            ("DescribeNodegroup", "TooManyRequestsException", 429), ("CreateRole", "Throttling", 400),
            ("PutParameter", "ThrottlingException", 400),
        ]
        for (action, code, status) in throttled {
            try await desk.rule([
                "match": ["action": .string(action)], "effect": "fail", "status": .int(status), "code": .string(code),
                "message": "Rate exceeded", "times": 2,
            ])
        }
        try await desk.succeed(.eks, "apply", "--yes")
        let calls = try await desk.calls(since: 0)
        for (action, _, _) in throttled {
            #expect(calls.filter { $0.action == action && ($0.status ?? 0) >= 400 }.count == 2, "\(action)")
        }
        #expect(try await desk.state()["vpc"] == 1)
        #expect(try await desk.state()["cluster"] == 1)
    }

    @Test func aDeadlineEndsWith3AndTheNextApplyGoesOn() async throws {
        let desk = try await Desk.make()
        try await desk.times(["cluster_create": 300])
        let result = try await desk.run(.eks, "apply", "--yes", "--timeout", "4s")
        #expect(result.status == 3, "\(result.errors)")
        #expect(result.errors.contains("cluster") && result.errors.contains("next: himat-eks apply"))
        #expect(try await desk.state()["parameter"] == nil, "the lock was not given back")
        try await desk.advance(301)
        try await desk.times(["cluster_create": 0.05])
        try await desk.succeed(.eks, "apply", "--yes")
        #expect(try await desk.calls(since: 0).filter { $0.action == "CreateCluster" }.count == 1)
    }

    @Test func whoHoldsTheLockIsNamedAndNotDisturbed() async throws {
        let desk = try await Desk.make()
        try await desk.times(["cluster_create": 300])
        let first = try await desk.start(.eks, "apply", "--yes", untilSeen: "CreateCluster")
        let second = try await desk.neighbour().run(.eks, "apply", "--yes")
        #expect(second.status == 1, "\(second.errors)")
        #expect(second.errors.contains("sandbox-administrator") && second.errors.contains("\(first.identifier)"))
        #expect(try await desk.state()["parameter"] == 1, "another's lock was taken away")
        try await desk.advance(301)
        let result = try await first.wait()
        #expect(result.status == 0, "\(result.errors)")
        #expect(try await desk.state()["parameter"] == nil)
    }
}
