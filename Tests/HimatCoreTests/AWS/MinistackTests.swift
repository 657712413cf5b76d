// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

/// Each kind of signed request, verified by an emulator that is neither ours nor moto.
struct MinistackTests {
    private static let root = AWSCredentials(accessKeyID: "test", secretAccessKey: Sensitive("test"), source: "a test")
    private static let policy =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#

    @Test func everyKindOfSignedRequestIsVerified() async throws {
        try await MinistackServer.running { server in
            let http = HTTPClient(environment: .none)
            defer { http.close() }
            let keys = try await user(client(server, http, Self.root))
            var forged = keys
            forged.secretAccessKey = Sensitive("forged")
            for kind in Kind.allCases {
                try await kind.call(try client(server, http, keys))
                let error = await #expect(throws: HimatError.self, "\(kind) with a forged secret") {
                    try await kind.call(try client(server, http, forged))
                }
                #expect(error?.code == .credentials, "\(kind): \(error?.description ?? "")")
            }
            try await checkToken(server, http, keys)
        }
    }

    /// One request of each way to write and sign it.
    private enum Kind: CaseIterable {
        case query, ec2, json, restGet, restPost

        func call(_ client: AWSClient) async throws {
            switch self {
            case .query:
                _ = try await client.query(.iam, "ListRoles", [("PathPrefix", "/a b/ü/")], repeatability: .safe)
            case .ec2:
                let filter = [("Filter.1.Name", "tag:himat:cluster"), ("Filter.1.Value.1", "c/ü &=+~")]
                _ = try await client.query(.ec2, "DescribeVpcs", filter, repeatability: .safe)
            case .json:
                let parameter: JSONValue = [
                    "Name": "/himat/ü/lock", "Value": "a & b", "Type": "String", "Overwrite": true,
                ]
                _ = try await client.json(.ssm, "PutParameter", parameter, repeatability: .safe)
            case .restGet:
                _ = try await client.rest(
                    .eks, "GET", ["clusters"], query: [("maxResults", "5")], body: nil, action: "ListClusters",
                    repeatability: .safe)
            case .restPost:
                let arn = "arn:aws:eks:eu-central-1:000000000000:cluster/none"
                do {
                    _ = try await client.rest(
                        .eks, "POST", ["tags", arn], query: [], body: ["tags": ["a": "b"]], action: "TagResource",
                        repeatability: .safe)
                } catch let error as HimatError where error.code == .notFound || error.code == .service {
                    // The path with its encoded slashes was accepted; that there is no such cluster is another matter.
                }
            }
        }
    }

    private func client(_ server: MinistackServer, _ http: HTTPClient, _ keys: AWSCredentials) throws -> AWSClient {
        let environment = ProcessEnvironment(
            variables: ["AWS_ENDPOINT_URL": server.endpoint, "AWS_REGION": "eu-central-1"], home: "/nonexistent",
            currentDirectory: "/")
        return try AWSClient(AWSSettings(environment: environment), sender: http, credentials: StaticCredentials(keys))
    }

    /// The keys of a user that may do everything; signatures by root's are not checked.
    private func user(_ root: AWSClient) async throws -> AWSCredentials {
        _ = try await root.query(.iam, "CreateUser", [("UserName", "deputy")], repeatability: .never)
        let policy = [("UserName", "deputy"), ("PolicyName", "all"), ("PolicyDocument", Self.policy)]
        _ = try await root.query(.iam, "PutUserPolicy", policy, repeatability: .safe)
        let answer = try await root.query(.iam, "CreateAccessKey", [("UserName", "deputy")], repeatability: .never)
        let key = try #require(answer["CreateAccessKeyResult"]?["AccessKey"])
        return AWSCredentials(
            accessKeyID: try #require(key.text("AccessKeyId")),
            secretAccessKey: Sensitive(try #require(key.text("SecretAccessKey"))), source: "a test")
    }

    private func checkToken(_ server: MinistackServer, _ http: HTTPClient, _ keys: AWSCredentials) async throws {
        let made = try EKSToken(
            cluster: "climate", region: "eu-central-1", endpoint: server.endpoint, credentials: keys, at: Date())
        var text = made.token.revealed.dropFirst("k8s-aws-v1.".count).replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        while !text.count.isMultiple(of: 4) { text += "=" }
        let url = String(decoding: try #require(Data(base64Encoded: text)), as: UTF8.self)
        let good = try await http.send(HTTPRequest("GET", url, headers: ["x-k8s-aws-id": "climate"]))
        #expect(good.status == 200)
        #expect(String(decoding: good.body, as: UTF8.self).contains(":user/deputy"))
        let other = try await http.send(HTTPRequest("GET", url, headers: ["x-k8s-aws-id": "weather"]))
        #expect(other.status == 403, "a token is good for one cluster's name alone")
    }
}
