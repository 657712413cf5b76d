// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

/// What a push to ECR asks of AWS.
@Suite(.serialized, .sandbox)
struct ECRAccessTests {
    private func with(_ body: (ECRAccess, SandboxServer) async throws -> Void) async throws {
        let server = try await SandboxServer.fresh()
        let http = HTTPClient(environment: .none)
        defer { http.close() }
        let client = try AWSClient(AWSSettings(environment: server.environment), sender: http, clock: SystemClock())
        try await body(ECRAccess(ecr: ECR(client)), server)
    }

    @Test func theRepositoryIsMadeWithTheFirstPushOnly() async throws {
        try await with { access, server in
            let first = try await access.makeRepository("team/first")
            let second = try await access.makeRepository("team/first")
            #expect(first && !second)
            #expect(try await server.log(action: "CreateRepository").count == 1)
        }
    }

    @Test func aRepositoryThatSomebodyElseMadeMeanwhileWillDo() async throws {
        try await with { access, _ in
            async let one = access.makeRepository("team/race")
            async let two = access.makeRepository("team/race")
            let made = try await [one, two]
            #expect(made.contains(true))
            let found = try await access.ecr.describeRepository("team/race")
            #expect(found?.name == "team/race")
        }
    }

    @Test func thePasswordIsShownNowhere() async throws {
        try await with { access, _ in
            let credentials = try await access.ecr.credentials()
            #expect(credentials.user == "AWS")
            guard case .password(_, let password) = credentials.proof else { throw HimatError(.internalFault, "none") }
            #expect(!password.revealed.isEmpty)
            #expect(!"\(credentials)".contains(password.revealed))
        }
    }
}
