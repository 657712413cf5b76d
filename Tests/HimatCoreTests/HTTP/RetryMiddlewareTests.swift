// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@Suite struct RetryMiddlewareTests {
    let client = HTTPClient(environment: .none)
    let clock = RecordedClock()

    private func retrying(
        _ policy: RetryPolicy = RetryPolicy(), budget: RetryBudget = RetryBudget(),
        classify: @escaping RetryMiddleware.Classifier = { _ in nil }
    ) -> RetryMiddleware {
        RetryMiddleware(next: client, policy: policy, budget: budget, clock: clock, random: { 0.5 }, classify: classify)
    }

    /// Sends to a server that answers with `codes`; gives back the last status and how many requests arrived.
    private func outcome(
        _ codes: String, _ method: String = "GET", isRepeatable: Bool? = nil, with sender: RetryMiddleware
    ) async throws -> (status: Int?, code: HimatError.Code?, arrived: Int) {
        try await HTTPTestServer.running { server in
            let request = HTTPRequest(
                method, server.url("/sequence/x?codes=\(codes)"), body: method == "GET" ? .empty : .bytes([1]),
                isRepeatable: isRepeatable)
            var status: Int?
            var code: HimatError.Code?
            do { status = try await sender.send(request).status } catch let error as HimatError { code = error.code }
            return (status, code, try await server.counters()["requests /sequence/x"] ?? 0)
        }
    }

    @Test(arguments: [("500,200", 500), ("502,200", 502), ("503,200", 503), ("504,200", 504)])
    func anUnsafeRequestThatMayHaveBeenDoneIsNotSentAgain(_ codes: String, _ status: Int) async throws {
        let result = try await outcome(codes, "POST", with: retrying())
        #expect(result.status == status)
        #expect(result.arrived == 1)
        #expect(clock.waits.isEmpty)
    }

    @Test func anUnsafeRequestOnACutConnectionIsNotSentAgain() async throws {
        let result = try await outcome("cut,200", "POST", with: retrying())
        #expect(result.code == .network)
        #expect(result.arrived == 1)
    }

    @Test func anUnsafeRequestThatWasRefusedIsSentAgain() async throws {
        let result = try await outcome("429,200", "POST", with: retrying())
        #expect(result.status == 200)
        #expect(result.arrived == 2)
    }

    @Test(arguments: ["400", "401", "403", "404", "409", "501"])
    func aClearNoIsTakenAtOnce(_ code: String) async throws {
        let result = try await outcome("\(code),200", with: retrying())
        #expect(result.status == Int(code))
        #expect(result.arrived == 1)
    }

    @Test func attemptsEndAndTheLastAnswerIsGivenBack() async throws {
        let policy = RetryPolicy(attempts: 4, backoff: Backoff(base: .seconds(1), cap: .seconds(3)))
        let result = try await outcome("500,502,503,504,200", with: retrying(policy))
        #expect(result.status == 504)
        #expect(result.arrived == 4)
        #expect(clock.waits == [.milliseconds(500), .seconds(1), .milliseconds(1500)])
    }

    @Test(arguments: ["503,500,200", "cut,cut,200", "429,503,200"])
    func aRepeatableRequestGoesThroughInTheEnd(_ codes: String) async throws {
        let result = try await outcome(codes, "POST", isRepeatable: true, with: retrying())
        #expect(result.status == 200)
        #expect(clock.waits.count == 2)
    }

    @Test func aPortThatRefusesIsTriedAgainEvenForAnUnsafeRequest() async throws {
        try await HTTPTestServer.running { server in
            let error = await #expect(throws: HimatError.self) {
                try await retrying().send(HTTPRequest("POST", server.url("/", .refused), body: .bytes([1])))
            }
            #expect(error?.httpFailure?.reason == .notConnected)
            #expect(clock.waits.count == 3)
        }
    }

    @Test func aWrongCertificateIsNotTriedAgain() async throws {
        try await HTTPTestServer.running { server in
            await #expect(throws: HimatError.self) {
                try await retrying().send(HTTPRequest("GET", server.url("/echo", .tls)))
            }
            #expect(clock.waits.isEmpty)
        }
    }

    @Test func aStreamedBodyIsNeverSentAgain() async throws {
        try await HTTPTestServer.running { server in
            let request = HTTPRequest(
                "PUT", server.url("/sequence/x?codes=429,200"), body: .stream(length: nil, next: { nil }),
                isRepeatable: true)
            let answer = try await retrying().send(request)
            #expect(answer.status == 429)
            #expect(clock.waits.isEmpty)
        }
    }

    @Test func aCutInTheContentIsAFailedAttemptOfSend() async throws {
        try await HTTPTestServer.running { server in
            await #expect(throws: HimatError.self) {
                try await retrying().send(HTTPRequest("GET", server.url("/cut-body")))
            }
            let counters = try await server.counters()
            #expect(counters["requests /cut-body"] == 4)
        }
    }

    @Test(arguments: [
        ("Retry-After: 7", Duration.seconds(7)), ("Retry-After: 0", .milliseconds(250)),
        ("Retry-After: Fri, 02 Jan 2026 03:04:15 GMT", .seconds(10)), ("Retry-After: soon", .milliseconds(250)),
        ("Retry-After: Fri, 02 Jan 2026 03:04:00 GMT", .milliseconds(250)),
    ])
    func retryAfterIsHeeded(_ field: String, _ wait: Duration) async throws {
        try await HTTPTestServer.running { server in
            let url = server.url("/status/429?\(PercentEncoding.query([("field", field)]))")
            _ = try await retrying(RetryPolicy(attempts: 2)).send(HTTPRequest("POST", url, body: .bytes([1])))
            #expect(clock.waits == [wait])
        }
    }

    @Test func aRetryAfterBeyondPatienceEndsTheAttempts() async throws {
        try await HTTPTestServer.running { server in
            let url = server.url(
                "/status/503?\(PercentEncoding.query([("field", "Retry-After: 99999999999999999999")]))")
            let answer = try await retrying().send(HTTPRequest("GET", url))
            #expect(answer.status == 503)
            #expect(clock.waits.isEmpty)
        }
    }

    @Test func aSpentBudgetEndsTheAttempts() async throws {
        let budget = RetryBudget(capacity: 10, cost: 5)
        let result = try await outcome("500", with: retrying(budget: budget))
        #expect(result.status == 500)
        #expect(result.arrived == 3)
        #expect(budget.left == 0)
    }

    @Test func aRetryThatSucceedsGivesItsPriceBack() async throws {
        let budget = RetryBudget(capacity: 10, cost: 5)
        _ = try await outcome("500,200", with: retrying(budget: budget))
        #expect(budget.left == 10)
    }

    @Test func aServiceMaySayInTheBodyThatItWasARefusal() async throws {
        try await HTTPTestServer.running { server in
            let sender = retrying { answer in
                String(decoding: answer.body, as: UTF8.self).contains("RequestLimitExceeded") ? .refused() : nil
            }
            let url = server.url("/sequence/x?codes=503,503&body=RequestLimitExceeded")
            let answer = try await sender.stream(HTTPRequest("POST", url, body: .bytes([1])))
            #expect(answer.status == 503)
            var body: [UInt8] = []
            for try await piece in answer.body { body += piece }
            #expect(String(decoding: body, as: UTF8.self) == "RequestLimitExceeded")
            #expect(clock.waits.count == 3)
        }
    }

    @Test func aCancelledWaitEndsTheAttempts() async throws {
        try await HTTPTestServer.running { server in
            clock.cancelsSleep = true
            await #expect(throws: CancellationError.self) {
                try await retrying().send(HTTPRequest("GET", server.url("/status/500")))
            }
        }
    }
}
