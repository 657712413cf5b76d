// SPDX-License-Identifier: MIT
public import Foundation
public import HimatCore
import Synchronization

/// A clock whose sleepers wake one after another in the order of their alarms, as fast as the machine allows.
public final class ManualClock: WallClock {
    private struct State {
        var now: Date
        var alarms: [Int: Date] = [:]
        var next = 0
    }

    private let state: Mutex<State>

    /// A clock that stands at a moment; the start of 2026 by default.
    public init(_ start: Date = Date(timeIntervalSince1970: 1_767_225_600)) { state = Mutex(State(now: start)) }

    /// The virtual moment.
    public func now() -> Date { state.withLock { $0.now } }

    /// Moves time forward.
    public func advance(by seconds: TimeInterval) { state.withLock { $0.now += seconds } }

    /// Returns when this alarm is the next one, with time moved to it; other tasks get their turn before.
    public func sleep(for duration: Duration) async throws {
        let (whole, attoseconds) = duration.components
        let seconds = TimeInterval(whole) + TimeInterval(attoseconds) / 1e18
        let (id, alarm) = state.withLock { state in
            let alarm = state.now + seconds
            state.next += 1
            state.alarms[state.next] = alarm
            return (state.next, alarm)
        }
        defer { state.withLock { _ = $0.alarms.removeValue(forKey: id) } }
        while true {
            for _ in 0..<40 { await Task.yield() }
            try Task.checkCancellation()
            let isNext = state.withLock { state in
                guard !state.alarms.contains(where: { ($0.value, $0.key) < (alarm, id) }) else { return false }
                state.now = max(state.now, alarm)
                return true
            }
            if isNext { return }
        }
    }
}
