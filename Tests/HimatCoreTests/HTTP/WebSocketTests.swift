// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@Suite struct WebSocketTests {
    private func open(
        _ server: HTTPTestServer, _ kind: String, port: HTTPTestServer.Port = .plain, limit: Int = 100_000,
        tls: TLSOptions = TLSOptions(), environment: ProcessEnvironment = .none, total: Duration = .seconds(60)
    ) async throws -> WebSocket {
        let client = HTTPClient(environment: environment)
        let request = HTTPRequest(
            "GET", server.url("/websocket?kind=\(kind)", port), timeouts: HTTPTimeouts(total: total), tls: tls)
        guard
            case .open(let socket) = try await client.webSocket(request, subprotocols: ["a", "b"], messageLimit: limit)
        else { throw HimatError(.service, "refused") }
        return socket
    }

    @Test(arguments: [0, 1, 125, 126, 70000])
    func whatIsSentComesBack(count: Int) async throws {
        try await HTTPTestServer.running { server in
            let socket = try await open(server, "echo")
            #expect(socket.subprotocol == "b")
            let message = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            try await socket.send(message)
            #expect(try await socket.receive() == message)
            socket.close()
            let counters = try await server.counters(waitingFor: "closed 1000", toReach: 1)
            #expect(counters["closed 1000"] == 1)
            #expect(counters["wrong frames"] == nil)
        }
    }

    @Test func piecesAreJoinedAndAPingBetweenThemIsAnswered() async throws {
        try await HTTPTestServer.running { server in
            let socket = try await open(server, "pieces")
            #expect(try await socket.receive() == Array("one two three".utf8))
            #expect(try await socket.receive() == nil)
        }
    }

    @Test func bytesThatComeOneByOneAreEnough() async throws {
        try await HTTPTestServer.running { server in
            let socket = try await open(server, "bytewise")
            #expect(try await socket.receive() == Array("slow".utf8))
            #expect(try await socket.receive() == nil)
        }
    }

    @Test(arguments: [
        "reserved", "masked", "unknown", "nested", "orphan", "long-ping", "split-ping", "half-code", "long-length",
    ])
    func aServerThatBreaksTheProtocolIsLeftAndToldSo(kind: String) async throws {
        try await HTTPTestServer.running { server in
            let socket = try await open(server, kind)
            let error = await #expect(throws: HimatError.self) { try await socket.receive() }
            #expect(error?.code == .malformed)
            #expect(error?.message.contains("broke the protocol") == true)
            #expect(try await server.counters(waitingFor: "closed 1002", toReach: 1)["closed 1002"] == 1)
        }
    }

    @Test(arguments: ["oversized", "endless-pieces"])
    func aMessageThatIsTooLargeIsNotTaken(kind: String) async throws {
        try await HTTPTestServer.running { server in
            let socket = try await open(server, kind)
            let error = await #expect(throws: HimatError.self) { try await socket.receive() }
            #expect(error?.description.contains("larger than 100000 bytes") == true)
            #expect(try await server.counters(waitingFor: "closed 1009", toReach: 1)["closed 1009"] == 1)
        }
    }

    @Test(arguments: [
        ("wrong-accept", "Sec-WebSocket-Accept"), ("other-protocol", "does not upgrade"), ("extension", "extension"),
        ("no-subprotocol", "subprotocol"), ("strange-subprotocol", "strange"),
    ])
    func anAnswerThatDoesNotFitOpensNothing(kind: String, words: String) async throws {
        try await HTTPTestServer.running { server in
            let error = await #expect(throws: HimatError.self) { try await open(server, kind) }
            #expect(error?.code == .malformed)
            #expect(error?.message.contains(words) == true)
        }
    }

    @Test(arguments: [("refused", 404, #"{"kind": "Status"}"#), ("chunked", 503, "not now")])
    func aRefusalIsGivenBackWithItsContent(kind: String, status: Int, body: String) async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(environment: .none)
            let opening = try await client.webSocket(
                HTTPRequest("GET", server.url("/websocket?kind=\(kind)")), subprotocols: ["a"], messageLimit: 10)
            guard case .refused(let answer) = opening else {
                Issue.record("it was opened")
                return
            }
            #expect(answer.status == status)
            #expect(String(decoding: answer.body, as: UTF8.self) == body)
        }
    }

    @Test func anotherCodeThan1000IsAnErrorWithTheServersWords() async throws {
        try await HTTPTestServer.running { server in
            let socket = try await open(server, "refusing")
            let error = await #expect(throws: HimatError.self) { try await socket.receive() }
            #expect(error?.code == .network)
            #expect(error?.message.hasSuffix("with 1011: out of memory") == true)
        }
    }

    @Test func aCutIsAnErrorAfterWhatCameWhole() async throws {
        try await HTTPTestServer.running { server in
            let socket = try await open(server, "cut")
            #expect(try await socket.receive() == Array("whole".utf8))
            let error = await #expect(throws: HimatError.self) { try await socket.receive() }
            #expect(error?.httpFailure?.reason == .cut)
            let other = await #expect(throws: HimatError.self) { try await open(server, "cut-head") }
            #expect(other?.httpFailure?.reason == .cut)
        }
    }

    @Test func aSlowReaderSlowsTheServerDown() async throws {
        try await HTTPTestServer.running { server in
            let socket = try await open(server, "flood")
            #expect(try await socket.receive()?.count == 64 << 10)
            let held = try await server.counters(waitingFor: "flooded", toReach: 160, within: 1)
            #expect((held["flooded"] ?? 0) < 160)
            var count = 1
            while try await socket.receive() != nil { count += 1 }
            #expect(count == 160)
        }
    }

    @Test func aSlowServerSlowsTheSenderDown() async throws {
        try await HTTPTestServer.running { server in
            let socket = try await open(server, "deaf")
            let sent = Lock(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<400 {
                        try await socket.send([UInt8](repeating: 1, count: 64 << 10))
                        sent.withLock { $0 += 1 }
                    }
                }
                group.addTask {
                    _ = try await server.counters(waitingFor: "never", toReach: 1, within: 1)
                    #expect(sent.withLock { $0 } < 400)
                    try await server.add("go")
                    for _ in 0..<400 { _ = try await socket.receive() }
                }
                try await group.waitForAll()
            }
            #expect(sent.withLock { $0 } == 400)
        }
    }

    @Test func whoeverIsCancelledWaitsNoLonger() async throws {
        try await HTTPTestServer.running { server in
            let socket = try await open(server, "echo")
            let reading = Task { try await socket.receive() }
            reading.cancel()
            await #expect(throws: CancellationError.self) { try await reading.value }
            await #expect(throws: (any Error).self) { try await socket.send([1]) }
            let opening = Task { try await open(server, "silent") }
            _ = try await server.counters(waitingFor: "websocket waits", toReach: 1)
            opening.cancel()
            await #expect(throws: CancellationError.self) { try await opening.value }
        }
    }

    @Test func anAnswerThatDoesNotComeIsWaitedForOnlySoLong() async throws {
        try await HTTPTestServer.running { server in
            let error = await #expect(throws: HimatError.self) {
                try await open(server, "silent", total: .milliseconds(200))
            }
            #expect(error?.code == .timedOut)
        }
    }

    @Test func aPortWhereNobodyListensIsAnError() async throws {
        try await HTTPTestServer.running { server in
            let error = await #expect(throws: HimatError.self) { try await open(server, "echo", port: .refused) }
            #expect(error?.httpFailure?.reason == .notConnected)
        }
    }

    @Test func itGoesThroughTLSWithAClientCertificateFromMemoryAndThroughAProxy() async throws {
        try await HTTPTestServer.running { server in
            let tls = TLSOptions(
                certificateAuthorities: try HTTPTestServer.certificate("ca.pem"),
                clientCertificate: try HTTPTestServer.certificate("client.pem"),
                clientKey: Sensitive(try HTTPTestServer.certificate("client.key")))
            let proxied = ProcessEnvironment(
                variables: ["HTTPS_PROXY": server.url("", .proxy)], home: "/nonexistent", currentDirectory: "/")
            for environment in [ProcessEnvironment.none, proxied] {
                let socket = try await open(server, "echo", port: .mutual, tls: tls, environment: environment)
                try await socket.send(Array("hi".utf8))
                #expect(try await socket.receive() == Array("hi".utf8))
            }
            #expect(try await server.counters()["proxy CONNECT"] == 1)
            let error = await #expect(throws: HimatError.self) { try await open(server, "echo", port: .tls) }
            #expect(error?.code == .tls)
        }
    }

    @Test func manyAtOnceShareOneThread() async throws {
        try await HTTPTestServer.running { server in
            let client = HTTPClient(environment: .none)
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let request = HTTPRequest("GET", server.url("/websocket"))
                        guard
                            case .open(let socket) = try await client.webSocket(
                                request, subprotocols: ["a"], messageLimit: 100)
                        else { return 0 }
                        try await socket.send([UInt8(number)])
                        return try await socket.receive().map { Int($0[0]) } ?? 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == 4950)
        }
    }
}
