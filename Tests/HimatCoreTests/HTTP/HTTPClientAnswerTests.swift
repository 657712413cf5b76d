// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@Suite struct HTTPClientAnswerTests {
    let client = HTTPClient(userAgent: "himat/test", environment: .none)

    @Test func anUnknownPathIsAnAnswerNotAnError() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(HTTPRequest("GET", server.url("/nowhere")))
            #expect(answer.status == 404)
            #expect(String(decoding: answer.body, as: UTF8.self) == "no such route")
        }
    }

    @Test func aRedirectIsGivenBackNotFollowed() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(
                HTTPRequest("GET", server.url("/status/302?field=Location:%20/elsewhere")))
            #expect(answer.status == 302)
            #expect(answer.headers["location"] == "/elsewhere")
            let counters = try await server.counters()
            #expect(counters["requests /elsewhere"] == nil)
        }
    }

    @Test func informationalAnswersAreSkipped() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(HTTPRequest("GET", server.url("/informational")))
            #expect(answer.status == 201)
            #expect(answer.headers["x-right"] == "yes")
            #expect(answer.headers["x-wrong"] == nil)
            #expect(answer.headers["link"] == nil)
        }
    }

    @Test func anOldServerWithoutLengthIsUnderstood() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(HTTPRequest("GET", server.url("/old")))
            #expect(answer.status == 200)
            #expect(String(decoding: answer.body, as: UTF8.self) == "without a length")
        }
    }

    @Test func trailersDoNotGetIntoTheHead() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(HTTPRequest("GET", server.url("/chunks?count=30&size=1000")))
            #expect(answer.body.count == 30_000)
            #expect(answer.body[1000] == UInt8(ascii: "b"))
            #expect(answer.headers["X-Late"] == nil)
        }
    }

    @Test func aHeadBeyondTheLimitIsRefused() async throws {
        try await HTTPTestServer.running { server in
            let error = await #expect(throws: HimatError.self) {
                try await client.send(HTTPRequest("GET", server.url("/large-head?size=300000")))
            }
            #expect(error?.code == .malformed)
            #expect(error?.message.contains("262144 bytes") == true)
            let smaller = try await client.send(HTTPRequest("GET", server.url("/large-head?size=100000")))
            #expect(smaller.status == 200)
        }
    }

    @Test func aBodyBeyondTheLimitIsRefusedAndTheTransferEnds() async throws {
        try await HTTPTestServer.running { server in
            let error = await #expect(throws: HimatError.self) {
                try await client.send(HTTPRequest("GET", server.url("/endless?token=hidden")), limit: 1 << 20)
            }
            #expect(error?.code == .malformed)
            #expect(error?.description.contains("hidden") == false)
            let counters = try await server.counters(waitingFor: "endless ended", toReach: 1)
            #expect(counters["endless ended"] == 1)
        }
    }

    @Test(arguments: ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"])
    func theMethodArrives(_ method: String) async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(HTTPRequest(method, server.url("/echo/x?y=1")))
            #expect(answer.status == 200)
            guard method != "HEAD" else {
                #expect(answer.body.isEmpty)
                return
            }
            let echo = try Echo(answer)
            #expect(echo.method == method)
            #expect(echo.target == "/echo/x?y=1")
            #expect(echo.values("Content-Length") == (["PUT", "POST", "PATCH"].contains(method) ? ["0"] : []))
        }
    }

    @Test func thePathIsSentAsItIsWritten() async throws {
        try await HTTPTestServer.running { server in
            let echo = try Echo(try await client.send(HTTPRequest("GET", server.url("/echo/a/../b//c%2Fd?q=%20"))))
            #expect(echo.target == "/echo/a/../b//c%2Fd?q=%20")
        }
    }

    @Test func headersGoOutAndComeBackInOrder() async throws {
        try await HTTPTestServer.running { server in
            var request = HTTPRequest(
                "POST", server.url("/echo"), headers: ["X-Empty": "", "X-A": "1"], body: .bytes([1, 2, 3]))
            request.headers.add("X-A", "2")
            let answer = try await client.send(request)
            let echo = try Echo(answer)
            #expect(echo.values("X-A") == ["1", "2"])
            #expect(echo.values("X-Empty") == [""])
            #expect(echo.values("User-Agent") == ["himat/test"])
            #expect(echo.values("Expect").isEmpty)
            #expect(echo.values("Content-Type").isEmpty)
            #expect(echo.values("Content-Length") == ["3"])
            #expect(
                answer.headers.fields.filter { $0.name.lowercased() == "x-two" }.map(\.value) == ["first", "second"])
        }
    }
}
