// SPDX-License-Identifier: MIT

/// The retries that all calls of one client may still make together, so that a broken service is not hammered.
///
/// A token bucket as in the SDKs'
/// [standard mode](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html): 500 tokens, 5 a retry, back after a success.
actor RetryQuota {
    private static let capacity = 500
    private static let price = 5
    private var tokens = RetryQuota.capacity

    /// Takes the price of one retry; false when the quota is spent.
    func take() -> Bool {
        guard tokens >= Self.price else { return false }
        tokens -= Self.price
        return true
    }

    /// Gives back what a call that came through had taken, one token at least.
    func refund(retries: Int) { tokens = min(Self.capacity, tokens + max(1, retries * Self.price)) }
}
