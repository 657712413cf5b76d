// SPDX-License-Identifier: MIT
import Crypto
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@Suite struct HTTPClientUploadTests {
    let client = HTTPClient(environment: .none)

    /// Gives out pieces of a body and remembers how many were asked for.
    private final class Pieces: Sendable {
        private let given = Lock(0)
        let count: Int
        let size: Int

        init(count: Int, size: Int) {
            self.count = count
            self.size = size
        }

        var asked: Int { given.withLock { $0 } }

        func next() -> [UInt8]? {
            let number = given.withLock { given in
                given += 1
                return given
            }
            return number > count ? nil : piece(number)
        }

        func piece(_ number: Int) -> [UInt8] { [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size) }

        var digest: String {
            var hash = SHA256()
            for number in 1...count { hash.update(data: piece(number)) }
            return hash.finalize().map { byte in
                let text = String(byte, radix: 16)
                return text.count == 1 ? "0" + text : text
            }.joined()
        }
    }

    private struct SourceBroke: Error {}

    @Test func anErrorOfTheSourceEndsTheTransfer() async throws {
        try await HTTPTestServer.running { server in
            let request = HTTPRequest(
                "PUT", server.url("/echo"), body: .stream(length: nil, next: { throw SourceBroke() }))
            await #expect(throws: SourceBroke.self) { try await client.send(request) }
        }
    }

    @Test(arguments: [(31, "ended after 30"), (29, "has more")])
    func aStreamThatBreaksItsPromisedLengthIsAnError(_ length: Int, _ words: String) async throws {
        try await HTTPTestServer.running { server in
            let pieces = Pieces(count: 3, size: 10)
            let request = HTTPRequest(
                "PUT", server.url("/echo"), body: .stream(length: length, next: { pieces.next() }))
            let error = await #expect(throws: HimatError.self) { try await client.send(request) }
            #expect(error?.code == .malformed)
            #expect(error?.message.contains("\(length) bytes and \(words)") == true)
        }
    }

    @Test(arguments: [nil, 5_000_000]) func aStreamArrivesWhole(_ length: Int?) async throws {
        try await HTTPTestServer.running { server in
            let pieces = Pieces(count: 500, size: 10_000)
            let answer = try await client.send(
                HTTPRequest("PUT", server.url("/echo"), body: .stream(length: length, next: { pieces.next() })))
            let echo = try Echo(answer)
            #expect(echo.length == 5_000_000)
            #expect(echo.sha256 == pieces.digest)
            #expect(echo.values("Expect").isEmpty)
            #expect(echo.values("Content-Length") == (length.map { ["\($0)"] } ?? []))
            #expect(echo.values("Transfer-Encoding") == (length == nil ? ["chunked"] : []))
        }
    }

    @Test func anEmptyStreamIsAnEmptyBody() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(
                HTTPRequest("POST", server.url("/echo"), body: .stream(length: nil, next: { nil })))
            #expect(try Echo(answer).length == 0)
        }
    }

    @Test func theSourceIsNotAskedFarAheadOfTheServer() async throws {
        try await HTTPTestServer.running { server in
            let pieces = Pieces(count: 1000, size: 100_000)
            let request = HTTPRequest(
                "PUT", server.url("/slow-reader"), body: .stream(length: nil, next: { pieces.next() }),
                timeouts: HTTPTimeouts(total: nil))
            async let answer = client.send(request)
            _ = try await server.counters(waitingFor: "slow-reader waits", toReach: 1)
            var (before, asked) = (-1, 0)
            while asked != before {
                before = asked
                for _ in 0..<50 { _ = try await server.counters() }
                asked = pieces.asked
            }
            #expect(asked < 200)
            try await server.add("go")
            let echo = try Echo(try await answer)
            #expect(echo.length == 100_000_000)
            #expect(echo.sha256 == pieces.digest)
        }
    }

    @Test func aRefusalDuringTheUploadIsTheAnswer() async throws {
        try await HTTPTestServer.running { server in
            let pieces = Pieces(count: 100_000, size: 100_000)
            let answer = try await client.send(
                HTTPRequest("PUT", server.url("/early-refusal"), body: .stream(length: nil, next: { pieces.next() })))
            #expect(answer.status == 413)
            #expect(pieces.asked < 10_000)
        }
    }

    @Test func largeBytesArriveWhole() async throws {
        try await HTTPTestServer.running { server in
            let body = [UInt8](repeating: 7, count: 3_000_000)
            let echo = try Echo(try await client.send(HTTPRequest("POST", server.url("/echo"), body: .bytes(body))))
            #expect(echo.length == 3_000_000)
            #expect(echo.values("Expect").isEmpty)
        }
    }
}
