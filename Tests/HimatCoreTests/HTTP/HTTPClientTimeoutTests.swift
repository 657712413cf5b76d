// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@Suite struct HTTPClientTimeoutTests {
    let client = HTTPClient(environment: .none)

    private func failure(_ url: String, _ timeouts: HTTPTimeouts) async throws -> HimatError {
        let error = await #expect(throws: HimatError.self) {
            try await client.send(HTTPRequest("GET", url, timeouts: timeouts))
        }
        let known = try #require(error)
        #expect(known.code == .timedOut)
        return known
    }

    @Test func aPortThatNeverSpeaksTLSTimesOutAsAConnection() async throws {
        try await HTTPTestServer.running { server in
            let error = try await failure(
                server.url("/", .silent), HTTPTimeouts(connect: .milliseconds(200), total: .seconds(30)))
            #expect(error.message.contains("no connection to localhost:\(server.number(.silent)) within 0.2 seconds"))
            #expect(error.httpFailure?.reason == .connectTimeout)
            #expect(error.httpFailure?.wasSent == false)
        }
    }

    @Test(arguments: ["/no-head", "/half-body"])
    func anAnswerThatDoesNotComeWholeTimesOut(_ path: String) async throws {
        try await HTTPTestServer.running { server in
            let error = try await failure(server.url(path), HTTPTimeouts(total: .seconds(2)))
            #expect(error.message.contains("no whole answer"))
            #expect(error.httpFailure?.reason == .totalTimeout)
            #expect(error.httpFailure?.wasSent == true)
        }
    }

    @Test(arguments: ["/no-head", "/half-body"])
    func silenceTimesOut(_ path: String) async throws {
        try await HTTPTestServer.running { server in
            let error = try await failure(server.url(path), HTTPTimeouts(total: nil, idle: .milliseconds(200)))
            #expect(error.message.contains("was silent for 0.2 seconds"))
            #expect(error.httpFailure?.reason == .idleTimeout)
        }
    }

    @Test func aSlowStreamIsNotSilent() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(
                HTTPRequest(
                    "GET", server.url("/slow-body?count=30&gap=0.1"),
                    timeouts: HTTPTimeouts(total: nil, idle: .seconds(2))))
            #expect(answer.body.count == 150)
        }
    }

    @Test func aSourceThatPausesIsNotTheServersSilence() async throws {
        try await HTTPTestServer.running { server in
            let asked = Lock(0)
            let request = HTTPRequest(
                "PUT", server.url("/echo"),
                body: .stream(length: nil) {
                    let number = asked.withLock { asked in
                        asked += 1
                        return asked
                    }
                    // Longer than the limit: a round trip that the server holds for 3 seconds.
                    if number == 2 { _ = try await server.counters(waitingFor: "never", toReach: 1, within: 3) }
                    return number < 3 ? [1, 2, 3] : nil
                }, timeouts: HTTPTimeouts(total: nil, idle: .seconds(2)))
            let answer = try await client.send(request)
            #expect(try Echo(answer).length == 6)
        }
    }

    @Test func aReaderThatPausesIsNotTheServersSilence() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.stream(
                HTTPRequest("GET", server.url("/endless"), timeouts: HTTPTimeouts(total: nil, idle: .seconds(2))))
            var pieces = answer.body.makeAsyncIterator()
            _ = try await pieces.next()
            // Longer than the limit: a round trip that the server holds for 3 seconds.
            _ = try await server.counters(waitingFor: "never", toReach: 1, within: 3)
            for _ in 0..<200 {
                let piece = try await pieces.next()
                #expect(piece != nil)
            }
        }
    }
}
