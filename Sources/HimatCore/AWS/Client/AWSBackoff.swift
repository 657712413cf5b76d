// SPDX-License-Identifier: MIT

/// The pauses between two attempts: exponential with full jitter.
public struct AWSBackoff: Sendable {
    /// The longest first pause after a stumble; throttling starts five times longer.
    public var base: Duration
    /// The longest pause of all.
    public var limit: Duration
    /// A number from 0 to 1, drawn anew for each pause.
    public var jitter: @Sendable () -> Double

    /// Builds a backoff; the defaults suit AWS.
    public init(
        base: Duration = .milliseconds(100), limit: Duration = .seconds(20),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.base = base
        self.limit = limit
        self.jitter = jitter
    }

    /// The pause before the attempt after `attempt` (from 1); a service's own `Retry-After` in seconds is the least.
    func pause(after attempt: Int, isThrottled: Bool, retryAfter: Int?) -> Duration {
        let first = isThrottled ? base * 5 : base
        let longest = min(limit, first * (1 << min(attempt - 1, 16)))
        let asked = Duration.seconds(min(max(retryAfter ?? 0, 0), 60))
        return max(asked, longest * jitter())
    }
}
