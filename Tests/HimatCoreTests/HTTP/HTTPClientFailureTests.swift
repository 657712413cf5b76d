// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@Suite struct HTTPClientFailureTests {
    let client = HTTPClient(environment: .none)

    /// Sends and gives back the error, which must never show what may be secret.
    private func failure(of request: HTTPRequest) async throws -> HimatError {
        var request = request
        request.headers["Authorization"] = "Bearer topsecret"
        request.url += (request.url.contains("?") ? "&" : "?") + "X-Amz-Signature=topsecret"
        let error = await #expect(throws: HimatError.self) { try await client.send(request) }
        let known = try #require(error)
        #expect(!known.description.contains("topsecret"))
        #expect(!known.description.contains("X-Amz"))
        return known
    }

    @Test func aRefusedPortIsNamed() async throws {
        try await HTTPTestServer.running { server in
            let error = try await failure(of: HTTPRequest("GET", server.url("/echo", .refused)))
            #expect(error.code == .network)
            #expect(error.message.contains("no connection to localhost:\(server.number(.refused))"))
            #expect(error.nextStep != nil)
            #expect(error.httpFailure?.reason == .notConnected)
            #expect(error.httpFailure?.wasSent == false)
        }
    }

    @Test func anUnknownNameIsNamed() async throws {
        let error = try await failure(of: HTTPRequest("GET", "https://cluster.invalid:8443/api"))
        #expect(error.code == .network)
        #expect(error.message.contains("cluster.invalid (port 8443)"))
        #expect(error.httpFailure?.reason == .nameNotResolved)
        #expect(error.httpFailure?.wasSent == false)
    }

    @Test(arguments: ["/cut-head", "/cut-body", "/sequence/x?codes=cut"])
    func aCutConnectionIsANetworkErrorAndTheRequestCountsAsSent(_ path: String) async throws {
        try await HTTPTestServer.running { server in
            let error = try await failure(of: HTTPRequest("GET", server.url(path)))
            #expect(error.code == .network)
            #expect(error.message.contains("localhost:\(server.number(.plain)) was cut"))
            #expect(error.httpFailure?.wasSent == true)
        }
    }

    @Test func whatCameBeforeACutCanBeRead() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.stream(HTTPRequest("GET", server.url("/cut-body")))
            #expect(answer.status == 200)
            var pieces = answer.body.makeAsyncIterator()
            let first = try await pieces.next()
            #expect(first.map { String(decoding: $0, as: UTF8.self) } == "beginning")
            await #expect(throws: HimatError.self) { try await pieces.next() }
        }
    }

    @Test func noTLSOnThePortIsATLSError() async throws {
        try await HTTPTestServer.running { server in
            let error = try await failure(of: HTTPRequest("GET", "https://localhost:\(server.number(.plain))/"))
            #expect(error.code == .tls)
            #expect(error.message.contains("TLS with localhost"))
        }
    }

    @Test(arguments: [
        "localhost/x", "ftp://localhost/x", "https:///x", "https://host:0/", "https://host:70000/", "https://host:x/",
        "https://ho st/", "https://host/a\r\nX: y", "",
    ])
    func aURLThatMakesNoSenseIsRefused(_ url: String) async throws {
        let error = await #expect(throws: HimatError.self) { try await client.send(HTTPRequest("GET", url)) }
        #expect(error?.code == .malformed)
    }

    @Test(arguments: [
        ("GET", "X-Token", "topsecret\r\nX-Other: 1"), ("GET", "X-Token", "topsecret\n"),
        ("GET", "X Token", "topsecret"),
        ("GET", "X-Token:", "topsecret"), ("GET /x", "X-Token", "topsecret"), ("", "X-Token", "topsecret"),
    ])
    func aLineBreakCannotGetIntoTheHead(_ method: String, _ name: String, _ value: String) async throws {
        var request = HTTPRequest(method, "http://localhost:1/")
        request.headers.add(name, value)
        let error = await #expect(throws: HimatError.self) { try await client.send(request) }
        #expect(error?.code == .malformed)
        #expect(error?.description.contains("topsecret") == false)
    }

    @Test func aClosedClientSaysSo() async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(environment: .none)
            _ = try await client.send(HTTPRequest("GET", server.url("/echo")))
            client.close()
            client.close()
            let error = await #expect(throws: HimatError.self) {
                try await client.send(HTTPRequest("GET", server.url("/echo")))
            }
            #expect(error?.code == .interrupted)
        }
    }

    @Test func closingEndsWhatIsOnItsWay() async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(environment: .none)
            async let answer = client.send(HTTPRequest("GET", server.url("/no-head")))
            _ = try await server.counters(waitingFor: "no-head waits", toReach: 1)
            client.close()
            do {
                _ = try await answer
                Issue.record("the transfer went on after the client was closed")
            } catch let error as HimatError {
                #expect(error.code == .interrupted)
            }
        }
    }
}
