// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatContainers

/// Streams of engines, recorded and hostile, in pieces of every size.
@Suite struct EngineStreamTests {
    private static let endpoint = EngineEndpoint(.socket("/engine.sock"), origin: "the test", isChosen: true)

    private func client(_ status: Int, _ text: String, pieces: Int = 7) -> EngineClient {
        let sender = CannedAnswer(status: status, body: Array(text.utf8), pieceSize: pieces)
        return EngineClient(endpoint: Self.endpoint, version: .oldest, product: "test", isPodman: false, sender: sender)
    }

    private func build(_ status: Int, _ text: String, pieces: Int = 7) async throws -> [BuildEvent] {
        var events: [BuildEvent] = []
        let stream = try await client(status, text, pieces: pieces).build(
            context: .empty, options: BuildOptions(tags: []))
        for try await event in stream { events.append(event) }
        return events
    }

    @Test(arguments: [
        "not json\n", "[1]", "\"text\"", "{\"stream\": }", "{\"stream\":\"a\"} trailing", "{\"stream\":\"unfinished",
        "{\"a\":" + String(repeating: "[", count: 2000), "\u{0}\u{1}\u{2}", "{\"stream\":\"\\ud800\"x}",
    ])
    func whatIsNoStreamOfDocumentsIsRefused(_ text: String) async throws {
        for pieces in [1, 3, 4096] {
            let error = await #expect(throws: HimatError.self) { try await build(200, text, pieces: pieces) }
            #expect(error?.code == .malformed)
            #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" } == true)
        }
    }

    @Test func adocumentWithoutEndIsGivenUp() async throws {
        let text = "{\"stream\":\"" + String(repeating: "a", count: 3 << 20)
        let error = await #expect(throws: HimatError.self) { try await build(200, text, pieces: 64 << 10) }
        #expect(error?.code == .malformed)
    }

    @Test func anErrorInTheMiddleEndsTheStreamWithTheEnginesWords() async throws {
        let text = """
            {"stream":"Step 1/1 : RUN x\\n"}\r
            {"errorDetail":{"code":7,"message":"it \\u001b[31mfailed"},"error":"it failed"}\r
            {"aux":{"ID":"sha256:abc"}}\r

            """
        let error = await #expect(throws: HimatError.self) { try await build(200, text) }
        let refusal = try #require(error?.cause as? EngineRefusal)
        #expect(refusal.exitCode == 7)
        #expect(refusal.description == "it \u{FFFD}[31mfailed")
    }

    @Test(arguments: [
        (400, HimatError.Code.service), (401, .denied), (403, .denied), (404, .notFound), (409, .conflict),
        (500, .service),
    ])
    func aRefusalHasItsClassAndTheEnginesWords(_ status: Int, _ code: HimatError.Code) async throws {
        for text in [#"{"message":"no way"}"#, "no way"] {
            let error = await #expect(throws: HimatError.self) { try await build(status, text) }
            #expect(error?.code == code)
            #expect((error?.cause as? EngineRefusal) == EngineRefusal(status: status, "no way"))
        }
    }

    @Test func aStreamThatEndsBeforeTheImageIsBuiltIsNoSuccess() async throws {
        let error = await #expect(throws: HimatError.self) {
            try await build(200, #"{"stream":"Step 1/2 : FROM x\n"}"#)
        }
        #expect(error?.code == .network)
    }

    @Test(arguments: [1, 2, 5, 64, 100_000])
    func dockersWordsAreUnderstood(_ pieces: Int) async throws {
        let text = #"""
            {"stream":"Step 1/2 : FROM localhost/himat-base:1"}
            {"stream":"\n"}
            {"stream":" ---\u003e 7f43df268eba\n"}
            {"stream":"Step 2/2 : RUN echo hi \u0026\u0026 true"}
            {"stream":"\n"}
            {"stream":" ---\u003e Running in 601c28a0b0e0\n"}
            {"stream":"h"}{"stream":"i }{ \" there\n"}
            {"stream":"Removing intermediate container 601c28a0b0e0\n"}
            {"stream":" ---\u003e 1531788e439b\n"}
            {"aux":{"ID":"sha256:70442afa42d5"}}
            {"stream":"Successfully built 70442afa42d5\n"}
            {"stream":"Successfully tagged localhost/t:1\n"}
            """#
        #expect(
            try await build(200, text, pieces: pieces) == [
                .step(number: 1, count: 2, instruction: "FROM localhost/himat-base:1"), .layer("7f43df268eba"),
                .step(number: 2, count: 2, instruction: "RUN echo hi && true"), .output("hi }{ \" there"),
                .layer("1531788e439b"), .built(imageID: "sha256:70442afa42d5"),
            ])
    }

    @Test func podmansWordsAreUnderstood() async throws {
        let text = #"""
            {"stream":"STEP 1/2: FROM localhost/himat-base:1\n"}
            {"stream":"STEP 2/2: RUN echo hi\n"}
            {"stream":"--\u003e Using cache 1908b4dd5c357ccaa3d7db7e882315481d3b0962076657e13a5d9124cefc60f7\n"}
            {"stream":"COMMIT localhost/t:1\n"}
            {"stream":"--\u003e 1908b4dd5c3\n"}
            {"stream":"1908b4dd5c357ccaa3d7db7e882315481d3b0962076657e13a5d9124cefc60f7\n"}
            {"stream":"Successfully built 1908b4dd5c35\n"}
            """#
        #expect(
            try await build(200, text) == [
                .step(number: 1, count: 2, instruction: "FROM localhost/himat-base:1"),
                .step(number: 2, count: 2, instruction: "RUN echo hi"), .cached, .output("COMMIT localhost/t:1"),
                .layer("1908b4dd5c3"), .built(imageID: "1908b4dd5c35"),
            ])
    }

    @Test(arguments: [
        (
            #"{"progressDetail":{},"aux":{"Tag":"1","Digest":"sha256:DIGEST","Size":524}}"#, true
        ), (#"{"status":"1: digest: sha256:DIGEST size: 420"}"#, true),
        (#"{"status":"1: digest: sha256:12 size: 4"}"#, false),
    ])
    func thePushedDigestIsFound(_ line: String, _ isThere: Bool) async throws {
        let digest = String(repeating: "0a", count: 32)
        let reference = try #require(ImageReference("registry.example/x:1"))
        let text = #"{"status":"Pushed","id":"abc"}"# + line.replacing("DIGEST", with: digest)
        var found: [String] = []
        for try await event in try await client(200, text).push(reference) {
            if case .digest(let named) = event { found.append(named) }
        }
        #expect(found == (isThere ? ["sha256:\(digest)"] : []))
    }
}

/// One answer to everything, in pieces.
struct CannedAnswer: HTTPSending {
    let status: Int
    let body: [UInt8]
    let pieceSize: Int

    func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        let rest = Lock(body[...])
        let size = pieceSize
        return HTTPStreamingResponse(
            status: status, headers: [:],
            body: HTTPBody {
                rest.withLock { rest in
                    guard !rest.isEmpty else { return nil }
                    defer { rest = rest.dropFirst(size) }
                    return Array(rest.prefix(size))
                }
            })
    }
}
