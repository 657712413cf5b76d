// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

@Suite(.sandbox, .serialized)
struct BalancerTests {
    @Test func servicesOfAllNamespacesGoBeforeTheCluster() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await expose("web", port: 18_471, in: world)
        let outcome = await world.run("destroy", "--yes")
        #expect(outcome.status == 0, "\(outcome.words)")
        #expect(outcome.words.contains("deleting Service default/web"))
        #expect(try await world.state() == ["volume": 1])
    }

    @Test func balancersThatNobodyRemovesAnyMoreAreFoundByTheirVPC() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        try await expose("web", port: 18_472, in: world)
        let eks = EKS(try world.aws())
        for group in try await eks.listNodeGroups(cluster: "demo") {
            try await eks.deleteNodeGroup(group, cluster: "demo")
        }
        try await reached { try await eks.listNodeGroups(cluster: "demo").isEmpty }
        try await eks.deleteCluster("demo")
        try await reached { try await eks.describeCluster("demo") == nil }
        #expect(try await world.state()["balancer"] == 1)

        let outcome = await world.run("destroy", "--yes")
        #expect(outcome.status == 0, "\(outcome.words)")
        #expect(outcome.words.contains("nothing removes any more"))
        #expect(try await world.state() == ["volume": 1])
    }

    @Test func anotherClustersBalancerStays() async throws {
        let world = try await EKSWorld.make()
        let other = try world.neighbour(EKSWorld.config.replacing("name: demo", with: "name: other"))
        try await world.apply()
        try await other.apply()
        try await expose("web", port: 18_473, in: other, cluster: "other")
        try await world.destroy()
        #expect(try await world.state()["balancer"] == 1)
        #expect(await other.run("plan", "--detailed-exitcode").status == 0)
    }

    private func expose(_ name: String, port: Int, in world: EKSWorld, cluster: String = "demo") async throws {
        let aws = try world.aws()
        let found = try #require(try await EKS(aws).describeCluster(cluster))
        let authority = try #require(found.certificateAuthority.flatMap { Data(base64Encoded: $0) })
        let token = try await EKSToken.make(cluster: cluster, with: aws, at: Date())
        let connection = KubernetesConnection(
            server: try #require(found.endpoint), tls: TLSOptions(certificateAuthorities: [UInt8](authority)),
            credentials: { KubernetesCredential(token: token.token, expiry: token.expiration) })
        let sender = HTTPClient(environment: world.sandbox.environment)
        let client = KubernetesClient(connection, sender: sender)
        _ = try await client.create(
            KubernetesObject(
                ObjectReference(.service, name, namespace: "default"),
                [
                    "spec": [
                        "type": "LoadBalancer", "selector": ["app": "web"],
                        "ports": [["port": .int(port), "targetPort": 8888]],
                    ]
                ]))
        try await reached { try await world.state()["balancer"] == 1 }
    }

    /// Looks until the sandbox has come so far; every look is a request, so it does not spin.
    private func reached(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try Task.checkCancellation() }
    }
}
