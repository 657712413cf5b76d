// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport
import HimatTestSupport
import InMemoryLogging
import Logging
import Testing

@Suite struct LogMiddlewareTests {
    let client = HTTPClient(environment: .none)
    let memory = InMemoryLogHandler()

    private func logged(_ level: Logger.Level = .debug) -> LogMiddleware {
        var logger = Logger(label: "test") { _ in memory }
        logger.logLevel = level
        return LogMiddleware(next: client, logger: logger)
    }

    @Test func aFailureIsOneLineWithoutSecrets() async throws {
        try await HTTPTestServer.running { server in
            let request = HTTPRequest("GET", server.url("/echo?X-Amz-Signature=topsecret", .refused))
            await #expect(throws: HimatError.self) { try await logged().send(request) }
            let entry = try #require(memory.entries.first)
            #expect(memory.entries.count == 1)
            #expect("\(entry.message)" == "GET http://localhost:\(server.number(.refused))/echo")
            #expect(entry.metadata["outcome"] == "network")
        }
    }

    @Test func aTransferIsOneLineWithStatusAndSize() async throws {
        try await HTTPTestServer.running { server in
            var request = HTTPRequest(
                "POST", server.url("/status/201?body=topsecret"), body: .bytes(Array("topsecret".utf8)))
            request.headers["Authorization"] = "topsecret"
            _ = try await logged().send(request)
            let entry = try #require(memory.entries.first)
            #expect(memory.entries.count == 1)
            #expect(entry.level == .debug)
            #expect("\(entry.message)" == "POST http://localhost:\(server.number(.plain))/status/201")
            #expect(entry.metadata["status"] == "201")
            #expect(entry.metadata["bytes"] == "9")
            #expect(!"\(entry)".contains("topsecret"))
        }
    }

    @Test func leavingAStreamIsSaid() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await logged().stream(HTTPRequest("GET", server.url("/endless")))
            for try await _ in answer.body { break }
            #expect(memory.entries.first?.metadata["outcome"] == "left")
            let counters = try await server.counters(waitingFor: "endless ended", toReach: 1)
            #expect(counters["endless ended"] == 1)
        }
    }

    @Test func nothingIsWrittenAboveDebug() async throws {
        try await HTTPTestServer.running { server in
            _ = try await logged(.info).send(HTTPRequest("GET", server.url("/echo")))
            #expect(memory.entries.isEmpty)
        }
    }
}
