// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

@Suite(.sandbox, .serialized)
struct IdentityTests {
    @Test func twoRegionsWithOneNameDoNotSeeEachOther() async throws {
        let west = try await EKSWorld.make()
        let east = try west.neighbour(EKSWorld.config.replacing("us-west-2", with: "us-east-2"))
        try await west.apply()
        try await east.apply()
        try await west.destroy()
        try await east.forgetLog()
        let plan = await east.run("plan", "--detailed-exitcode")
        #expect(plan.status == 0, "\(plan.output)")
        try await east.destroy()
        #expect(try await west.state("us-east-2") == ["volume": 1])
    }

    @Test func aForeignClusterOfThatNameIsRefusedAndNamed() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let eks = EKS(try world.aws())
        let cluster = try #require(try await eks.describeCluster("demo"))
        try await eks.untagResource(cluster.arn, keys: ["himat:cluster"])
        try await world.forgetLog()
        let outcome = await world.run("apply", "--yes")
        #expect(outcome.status == 4)
        #expect(outcome.words.contains(cluster.arn))
        #expect(try await world.calls(mutating: true) == [])
    }

    @Test func aForeignRoleOfThatNameIsRefusedAndSurvivesADestroy() async throws {
        let world = try await EKSWorld.make()
        let iam = IAM(try world.aws())
        let name = "himat-us-west-2-demo-node"
        _ = try await iam.createRole(
            name, trust: PolicyDocument.trust(service: "ec2.amazonaws.com").rendered(), description: "", tags: [:])
        let outcome = await world.run("apply", "--yes")
        #expect(outcome.status == 4)
        #expect(outcome.words.contains(name))
        try await world.destroy()
        #expect(try await iam.getRole(name) != nil)
    }

    @Test func roleNamesStayWithinIAMsLimitAndDiffer() {
        let long = String(repeating: "x", count: 40)
        let names = [long, String(long.dropLast()) + "y"].map { name in
            Site(
                identity: ClusterIdentity(account: "1", region: "ap-southeast-2", name: name), partition: "aws",
                extraTags: [:], refusesForeign: true, aws: NoAWS()
            ).roleName("cluster")
        }
        #expect(names.allSatisfy { $0.utf8.count <= 64 && $0.hasSuffix("-cluster") })
        #expect(names[0] != names[1])
    }
}

/// A client that must not be asked.
struct NoAWS: AWSCalling {
    let region = "us-west-2"
    func query(_ service: AWSService, _ action: String, _ parameters: [(String, String)], repeatability: Repeatability)
        async throws -> XMLElement
    { throw HimatError(.internalFault, "\(action) was not expected") }
    func json(_ service: AWSService, _ action: String, _ body: JSONValue, repeatability: Repeatability) async throws
        -> JSONValue
    { throw HimatError(.internalFault, "\(action) was not expected") }
    func rest(
        _ service: AWSService, _ method: String, _ path: [String], query: [(String, String)], body: JSONValue?,
        action: String, repeatability: Repeatability
    ) async throws -> JSONValue { throw HimatError(.internalFault, "\(action) was not expected") }
}
