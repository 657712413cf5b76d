// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

extension Desk {
    /// Asks the cluster's API server as a user with a token of `himat-eks token` would.
    @discardableResult
    func kubernetes(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let credential = try JSONValue.parse(
            try await succeed(.eks, "token", "--cluster-name", "demo", "--region", "us-west-2").output)
        let token = try #require(credential.at("status", "token")?.string)
        let place = try await boto(
            """
            shown = client("eks").describe_cluster(name="demo")["cluster"]
            import base64
            print(json.dumps([shown["endpoint"], base64.b64decode(shown["certificateAuthority"]["data"]).decode()]))
            """)
        let client = HTTPClient(environment: .none)
        defer { client.close() }
        let answer = try await client.send(
            HTTPRequest(
                method, (place[0]?.string ?? "") + path,
                headers: ["Authorization": "Bearer \(token)", "Content-Type": "application/json"],
                body: body.map { .bytes($0.bytes) } ?? .empty,
                tls: TLSOptions(certificateAuthorities: [UInt8]((place[1]?.string ?? "").utf8))))
        try #require(answer.status < 300, "\(String(decoding: answer.body, as: UTF8.self))")
        return try JSONValue.parse(answer.body)
    }
}
