// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

/// The same requests signed by botocore and by us.
struct SigV4BotocoreTests {
    private static let date = Date(timeIntervalSince1970: 1_772_366_400)
    private static let time = "2026-03-01T12:00:00"
    private static let clusters = ["climate", "a", "himat-Very_Long.name-0123456789", "with space & sign"]
    private static let regions = ["eu-central-1", "us-east-1", "us-gov-west-1"]

    @Test(arguments: [nil, "session/token+with=signs"])
    func twoHundredGeneratedRequestsAndTheTokensEqualBotocores(sessionToken: String?) async throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: Sensitive("secret/key+example"),
            sessionToken: sessionToken.map { Sensitive($0) }, source: "a test")
        var generator = RequestGenerator(seed: 20_260_301)
        let requests = (0..<200).map { _ in generator.next() }
        let answer = try await sign(requests, credentials)
        let authorizations = answer["authorizations"]?.array ?? []
        var equal = 0
        for (request, theirs) in zip(requests, authorizations) {
            let signer = SigV4Signer(
                service: request.service, region: request.region, takesPathLiterally: request.isLiteral)
            let ours = try signer.sign(request.http, with: credentials, at: Self.date).headers["Authorization"]
            #expect(ours == theirs.string, "\(request)")
            if ours == theirs.string { equal += 1 }
        }
        print("SigV4 against botocore: \(equal) of \(requests.count) equal")
        #expect(equal == 200)

        var tokens: [String] = []
        for cluster in Self.clusters {
            for region in Self.regions {
                let endpoint = "https://sts.\(region).amazonaws.com"
                let made = try EKSToken(
                    cluster: cluster, region: region, endpoint: endpoint, credentials: credentials, at: Self.date)
                tokens.append(made.token.revealed)
            }
        }
        #expect(tokens == answer["tokens"]?.array?.compactMap(\.string))
    }

    private func sign(_ requests: [GeneratedRequest], _ credentials: AWSCredentials) async throws -> JSONValue {
        var tokens: [JSONValue] = []
        for cluster in Self.clusters {
            for region in Self.regions { tokens.append(["cluster": .string(cluster), "region": .string(region)]) }
        }
        let asked: JSONValue = [
            "time": .string(Self.time), "access_key": .string(credentials.accessKeyID),
            "secret_key": .string(credentials.secretAccessKey.revealed),
            "session_token": credentials.sessionToken.map { .string($0.revealed) } ?? .null,
            "requests": .array(requests.map(\.json)), "tokens": .array(tokens),
        ]
        let printed = try await PythonEnvironment.find().run(
            [PackageFolder.path("Tests/Oracles/botocore_sign.py")], input: asked.rendered())
        return try JSONValue.parse(printed)
    }
}
