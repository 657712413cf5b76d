// SPDX-License-Identifier: MIT
internal import HimatSupport

/// What to do about an attempt that brought no good answer.
public enum RetryDecision: Sendable, Equatable {
    /// Take the answer or the error as it is.
    case keep
    /// Nothing was done at the server's side: any request may be sent again, not before `after` if that is given.
    case refused(after: Duration? = nil)
    /// Something may have been done: only a request that is repeatable may be sent again.
    case failed(after: Duration? = nil)
}

/// Which attempts are made again, and when.
public struct RetryPolicy: Sendable {
    /// The most attempts, the first included.
    public var attempts: Int
    /// The waits between them.
    public var backoff: Backoff
    /// The longest wait that a server's `Retry-After` may ask for; a longer one ends the attempts.
    public var longestWait: Duration

    /// Builds a policy.
    public init(attempts: Int = 4, backoff: Backoff = Backoff(), longestWait: Duration = .seconds(60)) {
        self.attempts = attempts
        self.backoff = backoff
        self.longestWait = longestWait
    }

    /// The wait before the next attempt; nil when there is none.
    /// - Parameters:
    ///   - decision: what the last attempt came to.
    ///   - attempt: its number, 1 for the first.
    ///   - isRepeatable: whether sending the request twice does no harm.
    ///   - random: a number from 0 to below 1.
    public func wait(
        after decision: RetryDecision, attempt: Int, isRepeatable: Bool, random: Double
    ) -> Duration? {
        let asked: Duration?
        switch decision {
        case .keep: return nil
        case .refused(let after): asked = after
        case .failed(let after):
            guard isRepeatable else { return nil }
            asked = after
        }
        guard attempt < attempts, asked ?? .zero <= longestWait else { return nil }
        return max(asked ?? .zero, backoff.delay(afterAttempt: attempt, random: random))
    }

    /// What an error of a sender means: an attempt that never reached the server is a refusal, a cut or a silence a failure,
    /// everything else (a certificate, a malformed answer, a cancellation) stays.
    public static func decision(for error: any Error) -> RetryDecision {
        guard let failure = (error as? HimatError)?.httpFailure else { return .keep }
        switch failure.reason {
        case .nameNotResolved, .notConnected, .proxy, .cut, .connectTimeout, .totalTimeout, .idleTimeout:
            return failure.wasSent ? .failed() : .refused()
        case .proxyRefused, .untrusted, .expired, .wrongName, .clientCertificate, .handshake, .other:
            return .keep
        }
    }

    /// What a status means by itself: 429, and 503 with a `Retry-After`, are refusals before any work; 500, 502, 503 and 504
    /// are failures.
    /// - Parameter after: what `Retry-After` asks for.
    public static func decision(forStatus status: Int, after: Duration?) -> RetryDecision {
        switch status {
        case 429: .refused(after: after)
        case 503 where after != nil: .refused(after: after)
        case 500, 502, 503, 504: .failed(after: after)
        default: .keep
        }
    }
}
