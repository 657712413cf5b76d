// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

/// A clock that stands still until somebody sleeps: then it jumps ahead at once, so that nothing waits.
public final class StillClock: WallClock {
    private let state: Lock<(now: Date, pauses: [Duration])>

    /// A clock at this moment.
    public init(_ now: Date = Date(timeIntervalSince1970: 1_772_366_400)) { state = Lock((now, [])) }

    /// Where the clock stands.
    public func now() -> Date { state.withLock { $0.now } }

    /// Jumps ahead.
    public func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        advance(by: duration)
        state.withLock { $0.pauses.append(duration) }
        await Task.yield()
    }

    /// Moves the clock without a sleep.
    public func advance(by duration: Duration) {
        state.withLock { $0.now.addTimeInterval(duration / .seconds(1)) }
    }

    /// What was slept, in order.
    public var pauses: [Duration] { state.withLock { $0.pauses } }
}
