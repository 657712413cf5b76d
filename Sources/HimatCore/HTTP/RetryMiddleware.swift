// SPDX-License-Identifier: MIT
public import HimatSupport

/// Sends a request again when the attempt before was refused, or failed and the request is repeatable.
///
/// Waits with full jitter, heeds `Retry-After`, and stops when the client's budget is spent. A streamed body is never sent
/// twice. The last answer or error is given back as it is.
public struct RetryMiddleware: HTTPSending {
    /// Judges an answer with a status of 400 or more; `nil` leaves it to its status.
    public typealias Classifier = @Sendable (HTTPResponse) -> RetryDecision?

    private let next: any HTTPSending
    private let policy: RetryPolicy
    private let budget: RetryBudget
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let classify: Classifier
    /// The most bytes of an answer that are read to judge it.
    private let judgedBytes = 256 << 10

    /// Wraps a sender.
    /// - Parameters:
    ///   - random: numbers from 0 to below 1.
    ///   - classify: looks into answers with an error status, for services that say in the body what they mean.
    public init(
        next: any HTTPSending, policy: RetryPolicy = RetryPolicy(), budget: RetryBudget = RetryBudget(),
        clock: any WallClock = SystemClock(), random: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
        classify: @escaping Classifier = { _ in nil }
    ) {
        self.next = next
        self.policy = policy
        self.budget = budget
        self.clock = clock
        self.random = random
        self.classify = classify
    }

    /// Sends a request, several times if need be, until the head of an answer is there; what happens to the content after
    /// that is the reader's.
    public func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        try await repeating(request) {
            let head = try await next.stream(request)
            guard head.status >= 400 else { return (head, .keep) }
            let (answer, whole) = try await head.collected(upTo: judgedBytes)
            let byStatus = decision(head.status, head.headers)
            return (answer, whole.flatMap(classify) ?? byStatus)
        }
    }

    /// Sends a request, several times if need be, until a whole answer is there; a cut in the content is a failed attempt too.
    public func send(_ request: HTTPRequest, limit: Int) async throws -> HTTPResponse {
        try await repeating(request) {
            let answer = try await next.send(request, limit: limit)
            guard answer.status >= 400 else { return (answer, .keep) }
            return (answer, classify(answer) ?? decision(answer.status, answer.headers))
        }
    }

    /// Passed on as it is: what a websocket carries is not to be done twice.
    public func webSocket(_ request: HTTPRequest, subprotocols: [String], messageLimit: Int) async throws
        -> WebSocketOpening
    {
        try await next.webSocket(request, subprotocols: subprotocols, messageLimit: messageLimit)
    }

    private func decision(_ status: Int, _ headers: HTTPHeaders) -> RetryDecision {
        RetryPolicy.decision(forStatus: status, after: headers.retryAfter(now: clock.now()))
    }

    private func repeating<Answer>(
        _ request: HTTPRequest, _ attempt: () async throws -> (Answer, RetryDecision)
    ) async throws -> Answer {
        var spent: Int?
        var number = 0
        while true {
            number += 1
            let outcome: Result<Answer, any Error>
            let decision: RetryDecision
            do {
                let (answer, judgement) = try await attempt()
                if judgement == .keep {
                    budget.succeed(spent: spent)
                    return answer
                }
                (outcome, decision) = (.success(answer), judgement)
            } catch {
                (outcome, decision) = (.failure(error), RetryPolicy.decision(for: error))
            }
            guard request.body.isReusable,
                let wait = policy.wait(
                    after: decision, attempt: number, isRepeatable: request.isRepeatable, random: random()),
                let price = budget.spend(afterTimeout: outcome.isTimeout)
            else { return try outcome.get() }
            spent = price
            try await clock.sleep(for: wait)
        }
    }
}

extension HTTPRequestBody {
    fileprivate var isReusable: Bool { if case .stream = self { false } else { true } }
}

extension Result where Failure == any Error {
    fileprivate var isTimeout: Bool {
        guard case .failure(let error) = self else { return false }
        return (error as? HimatError)?.code == .timedOut
    }
}
