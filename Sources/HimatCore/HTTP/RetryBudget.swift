// SPDX-License-Identifier: MIT
internal import HimatSupport

/// What all calls of a client may spend on retries together, so that a service in trouble is not hit harder by many retries.
///
/// A bucket of tokens: a retry takes some out, a success puts some back, never above the capacity.
public final class RetryBudget: Sendable {
    private let tokens: Lock<Int>
    private let capacity: Int
    private let cost: Int
    private let timeoutCost: Int
    private let reward: Int

    /// Builds a full bucket; the defaults are those of the AWS SDKs'
    /// [standard retry mode](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
    public init(capacity: Int = 500, cost: Int = 5, timeoutCost: Int = 10, reward: Int = 1) {
        tokens = Lock(capacity)
        self.capacity = capacity
        self.cost = cost
        self.timeoutCost = timeoutCost
        self.reward = reward
    }

    /// The tokens that are left.
    public var left: Int { tokens.withLock { $0 } }

    /// Pays for one retry.
    /// - Returns: what was paid, to be given back when the retry succeeds; nil when there is not enough.
    public func spend(afterTimeout: Bool = false) -> Int? {
        let price = afterTimeout ? timeoutCost : cost
        return tokens.withLock { tokens in
            guard tokens >= price else { return nil }
            tokens -= price
            return price
        }
    }

    /// Notes a success: gives back what its retry had cost, or the reward for a success at once.
    public func succeed(spent: Int? = nil) {
        tokens.withLock { $0 = min(capacity, $0 + (spent ?? reward)) }
    }
}
