// SPDX-License-Identifier: MIT

/// How long to wait before another attempt: exponential with full jitter, so that many clients do not come back at once.
public struct Backoff: Sendable, Hashable {
    /// The upper bound of the first wait; doubled for each further one.
    public var base: Duration
    /// The largest upper bound.
    public var cap: Duration

    /// Builds a backoff.
    public init(base: Duration = .milliseconds(500), cap: Duration = .seconds(20)) {
        self.base = base
        self.cap = cap
    }

    /// The wait after the given failed attempt.
    /// - Parameters:
    ///   - attempt: 1 for the first.
    ///   - random: a number from 0 to below 1.
    public func delay(afterAttempt attempt: Int, random: Double) -> Duration {
        var bound = base
        for _ in 1..<max(1, attempt) where bound < cap { bound = bound * 2 }
        return min(bound, cap) * random
    }
}
