// SPDX-License-Identifier: MIT

/// How long a kind may take and how often it is looked at.
public struct Patience: Sendable, Equatable {
    /// The pause between two looks; a shorter `pollInterval` of the context wins.
    public var interval: Duration
    /// The most that one create, update or delete may take.
    public var limit: Duration

    /// Builds a patience.
    public init(interval: Duration, limit: Duration) {
        self.interval = interval
        self.limit = limit
    }
}
