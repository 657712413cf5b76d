// SPDX-License-Identifier: MIT
public import FoundationEssentials

/// Where time comes from, injected so that tests do not wait.
public protocol WallClock: Sendable {
    /// The present moment.
    func now() -> Date
    /// Suspends for a while; throws `CancellationError` when cancelled.
    func sleep(for duration: Duration) async throws
}

/// The machine's own clock.
public struct SystemClock: WallClock {
    /// The machine's clock.
    public init() {}
    /// The present moment.
    public func now() -> Date { Date() }
    /// Suspends the task.
    public func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
