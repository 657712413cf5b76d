// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

/// The calls to Elastic Container Registry against the sandbox, which compares them with AWS's own models.
@Suite(.serialized, .sandbox)
struct ECRTests {
    private func with(_ body: (ECR, SandboxServer) async throws -> Void) async throws {
        let server = try await SandboxServer.fresh()
        let http = HTTPClient(environment: .none)
        defer { http.close() }
        let client = try AWSClient(AWSSettings(environment: server.environment), sender: http, clock: SystemClock())
        try await body(ECR(client), server)
    }

    @Test func aRepositoryIsMadeOnceAndFoundAgain() async throws {
        try await with { ecr, server in
            #expect(try await ecr.describeRepository("team/image") == nil)
            let made = try await ecr.createRepository("team/image", tags: ["himat:managed-by": "himat-image"])
            #expect(made.uri.hasSuffix(".amazonaws.com/team/image"))
            #expect(try await ecr.describeRepository("team/image") == made)
            #expect(try await server.log(action: "CreateRepository").count == 1)
            let error = await #expect(throws: HimatError.self) {
                try await ecr.createRepository("team/image", tags: [:])
            }
            #expect(error?.awsCode == "RepositoryAlreadyExistsException")
        }
    }

    @Test func thePasswordNamesItsRegistry() async throws {
        try await with { ecr, server in
            let authorization = try await ecr.getAuthorizationToken()
            #expect(authorization.user == "AWS")
            #expect(!authorization.password.revealed.isEmpty)
            #expect(ECRRegistry(authorization.registry)?.account == server["account"])
            #expect("\(authorization)".contains(authorization.password.revealed) == false)
        }
    }
}
