// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@Suite struct HTTPClientConnectionTests {
    /// On a busy machine two requests in turn may be seconds apart.
    let client = HTTPClient(environment: .none, freshness: .seconds(60))

    @Test func requestsInTurnUseOneConnection() async throws {
        try await HTTPTestServer.running { server in
            var connections: Set<Int> = []
            for method in ["GET", "POST", "PUT", "DELETE", "GET"] {
                let answer = try await client.send(HTTPRequest(method, server.url("/echo")))
                connections.insert(try Echo(answer).connection)
            }
            #expect(connections.count == 1)
        }
    }

    @Test func manyAtOnceShareFewConnections() async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(environment: .none, connectionsPerHost: 8)
            let answers = try await withThrowingTaskGroup(of: Echo.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try Echo(try await client.send(HTTPRequest("GET", server.url("/echo/\(number)"))))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.target)).count == 200)
            #expect(Set(answers.map(\.connection)).count <= 8)
        }
    }

    @Test func waitingForAConnectionIsNotConnecting() async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(environment: .none, connectionsPerHost: 1)
            async let first = client.send(HTTPRequest("GET", server.url("/slow-body?count=10&gap=0.1")))
            _ = try await server.counters(waitingFor: "requests /slow-body", toReach: 1)
            let second = try await client.send(
                HTTPRequest("GET", server.url("/echo"), timeouts: HTTPTimeouts(connect: .milliseconds(500))))
            #expect(second.status == 200)
            let earlier = try await first
            #expect(earlier.status == 200)
        }
    }

    /// libcurl would by itself send a request again when a kept connection turns out to be dead.
    @Test func anUnrepeatableRequestOnADeadConnectionIsSentOnce() async throws {
        try await HTTPTestServer.running { server in
            _ = try await client.send(HTTPRequest("GET", server.url("/cut-next")))
            let error = await #expect(throws: HimatError.self) {
                try await client.send(HTTPRequest("POST", server.url("/echo"), body: .bytes([1])))
            }
            #expect(error?.code == .network)
            #expect(error?.httpFailure?.wasSent == true)
            let counters = try await server.counters()
            #expect(counters["requests /echo"] == 1)
        }
    }

    @Test func aRepeatableRequestOnADeadConnectionGoesThrough() async throws {
        try await HTTPTestServer.running { server in
            _ = try await client.send(HTTPRequest("GET", server.url("/cut-next")))
            let answer = try await client.send(HTTPRequest("GET", server.url("/echo")))
            #expect(answer.status == 200)
            let counters = try await server.counters()
            #expect(counters["requests /echo"] == 2)
        }
    }

    @Test func aUnixSocketCarriesARequest() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(HTTPRequest("GET", "http://engine/echo/v1", unixSocket: server.socket))
            let echo = try Echo(answer)
            #expect(echo.target == "/echo/v1")
            #expect(echo.values("Host") == ["engine"])
        }
    }

    @Test(arguments: ["/nonexistent/engine.sock", "/" + String(repeating: "long/", count: 40)])
    func aMissingUnixSocketIsNamed(_ path: String) async throws {
        let error = await #expect(throws: HimatError.self) {
            try await client.send(HTTPRequest("GET", "http://engine/", unixSocket: path))
        }
        #expect(error?.code == .network)
        #expect(error?.message.contains("the socket \(path)") == true)
    }
}
