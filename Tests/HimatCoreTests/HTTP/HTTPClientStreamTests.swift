// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@Suite struct HTTPClientStreamTests {
    let client = HTTPClient(environment: .none)
    private let patient = HTTPTimeouts(total: nil)

    @Test func leavingTheLoopEndsTheTransfer() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.stream(HTTPRequest("GET", server.url("/endless"), timeouts: patient))
            for try await piece in answer.body {
                #expect(piece.first == UInt8(ascii: "x"))
                break
            }
            let counters = try await server.counters(waitingFor: "endless ended", toReach: 1)
            #expect(counters["endless ended"] == 1)
            #expect(answer.status == 200)
        }
    }

    @Test func droppingAnAnswerUnreadEndsTheTransfer() async throws {
        try await HTTPTestServer.running { server in
            _ = try await client.stream(HTTPRequest("GET", server.url("/endless"), timeouts: patient))
            let counters = try await server.counters(waitingFor: "endless ended", toReach: 1)
            #expect(counters["endless ended"] == 1)
        }
    }

    @Test func aServerCannotSendFarAheadOfTheReader() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.stream(HTTPRequest("GET", server.url("/endless"), timeouts: patient))
            var pieces = answer.body.makeAsyncIterator()
            var taken = try await pieces.next()?.count ?? 0
            // The server now sends until the buffers between it and us are full. It stands when two counts are the same.
            var (before, sent) = (-1, 0)
            while sent != before {
                before = sent
                sent = try await server.counters(waitingFor: "sent", toReach: sent + 1, within: 0.5)["sent"] ?? 0
                if sent > 64 << 20 { break }
            }
            #expect(sent < 16 << 20)
            // It goes on when the reader does.
            while taken < sent + (4 << 20) { taken += try await pieces.next()?.count ?? 0 }
            let later = try await server.counters()["sent"] ?? 0
            #expect(later > sent)
        }
    }

    @Test func aLongStreamArrivesWhole() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.stream(HTTPRequest("GET", server.url("/chunks?count=2000&size=10000")))
            var position = 0
            for try await piece in answer.body {
                for byte in piece {
                    if byte != UInt8(97 + position / 10_000 % 26) { Issue.record("wrong byte at \(position)") }
                    position += 1
                }
            }
            #expect(position == 20_000_000)
        }
    }

    @Test func aStreamLastsLongerThanTheClientIsHeld() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await HTTPClient(environment: .none).stream(
                HTTPRequest("GET", server.url("/chunks?count=100&size=10000")))
            var count = 0
            for try await piece in answer.body { count += piece.count }
            #expect(count == 1_000_000)
        }
    }

    @Test func cancellingBeforeTheHeadEndsTheTransferAtOnce() async throws {
        try await HTTPTestServer.running { server in
            let task = Task {
                try await client.stream(HTTPRequest("GET", server.url("/no-head"), timeouts: patient)).status
            }
            _ = try await server.counters(waitingFor: "no-head waits", toReach: 1)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let counters = try await server.counters(waitingFor: "no-head ended", toReach: 1)
            #expect(counters["no-head ended"] == 1)
        }
    }

    @Test func cancellingInMidBodyEndsTheTransferAtOnce() async throws {
        try await HTTPTestServer.running { server in
            let (signals, signal) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                let answer = try await client.stream(HTTPRequest("GET", server.url("/half-body"), timeouts: patient))
                for try await _ in answer.body { signal.yield() }
            }
            for await _ in signals { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let counters = try await server.counters(waitingFor: "gone", toReach: 1)
            #expect(counters["gone"] == 1)
        }
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        try await HTTPTestServer.running { server in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await client.send(HTTPRequest("GET", server.url("/echo"))).status
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            let counters = try await server.counters()
            #expect(counters["requests /echo"] == nil)
        }
    }

    @Test func cancellingOneTransferLeavesTheOthers() async throws {
        try await HTTPTestServer.running { server in
            let doomed = Task {
                try await client.send(HTTPRequest("GET", server.url("/no-head"), timeouts: patient)).status
            }
            _ = try await server.counters(waitingFor: "no-head waits", toReach: 1)
            let answer = try await client.stream(HTTPRequest("GET", server.url("/chunks?count=500&size=10000")))
            doomed.cancel()
            var count = 0
            for try await piece in answer.body { count += piece.count }
            #expect(count == 5_000_000)
            await #expect(throws: CancellationError.self) { try await doomed.value }
        }
    }
}
