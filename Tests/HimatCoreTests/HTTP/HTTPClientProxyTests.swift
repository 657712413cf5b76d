// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@Suite struct HTTPClientProxyTests {
    private func environment(_ variables: [String: String]) -> ProcessEnvironment {
        ProcessEnvironment(variables: variables, home: "/nonexistent", currentDirectory: "/")
    }

    @Test func aProxyThatIsNotThereIsNamedAndItsPasswordIsNot() async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(
                environment: environment(["https_proxy": "http://user:topsecret@localhost:\(server.number(.refused))"]))
            let error = await #expect(throws: HimatError.self) {
                try await client.send(HTTPRequest("GET", "https://aws.test/"))
            }
            #expect(error?.code == .network)
            #expect(error?.description.contains("localhost:\(server.number(.refused))") == true)
            #expect(error?.description.contains("topsecret") == false)
        }
    }

    @Test func aProxyThatRefusesIsCalledSo() async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(environment: environment(["HTTPS_PROXY": server.url("", .proxy)]))
            let error = await #expect(throws: HimatError.self) {
                try await client.send(HTTPRequest("GET", "https://forbidden.test/"))
            }
            #expect(error?.code == .network)
            #expect(error?.httpFailure?.reason == .proxyRefused)
            #expect(error?.httpFailure?.wasSent == false)
        }
    }

    @Test func plainRequestsGoToTheProxyWhole() async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(environment: environment(["http_proxy": server.url("", .proxy)]))
            let answer = try await client.send(HTTPRequest("GET", "http://far.test/path"))
            #expect(String(decoding: answer.body, as: UTF8.self) == "forwarded far.test/path")
        }
    }

    @Test func secureRequestsGoThroughATunnel() async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(environment: environment(["HTTPS_PROXY": server.url("", .proxy)]))
            let tls = TLSOptions(certificateAuthorities: try HTTPTestServer.certificate("ca.pem"))
            let answer = try await client.send(HTTPRequest("GET", server.url("/echo", .tls), tls: tls))
            #expect(try Echo(answer).method == "GET")
            #expect(answer.headers["X-Proxy"] == nil)
            let counters = try await server.counters()
            #expect(counters["proxy CONNECT"] == 1)
        }
    }

    @Test func aRequestsOwnProxyCountsBeforeTheEnvironment() async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(
                environment: environment(["HTTP_PROXY": "http://nowhere.invalid", "NO_PROXY": "*"]))
            let answer = try await client.send(
                HTTPRequest("GET", "http://far.test/path", proxy: server.url("", .proxy)))
            #expect(answer.status == 200)
        }
    }

    @Test(arguments: [
        "*", "localhost", ".localhost", "elsewhere.test,localhost", "elsewhere.test, localhost", "LOCALHOST",
    ])
    func exceptionsGoDirectly(_ exceptions: String) async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(
                environment: environment(["http_proxy": "http://nowhere.invalid", "no_proxy": exceptions]))
            let answer = try await client.send(HTTPRequest("GET", server.url("/echo")))
            #expect(answer.status == 200)
        }
    }
}
