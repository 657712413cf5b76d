// SPDX-License-Identifier: MIT
import Foundation
import HimatSupport

/// A clock that stands at 2026-01-02 03:04:05 UTC, never waits, and remembers what it was asked to wait.
final class RecordedClock: WallClock {
    private let state = Lock((waits: [Duration](), cancels: false))

    var waits: [Duration] { state.withLock(\.waits) }

    /// Whether a sleep ends as if its task had been cancelled.
    var cancelsSleep: Bool {
        get { state.withLock(\.cancels) }
        set { state.withLock { $0.cancels = newValue } }
    }

    func now() -> Date { Date(timeIntervalSince1970: 1_767_323_045) }

    func sleep(for duration: Duration) async throws {
        let cancels = state.withLock { state in
            state.waits.append(duration)
            return state.cancels
        }
        if cancels { throw CancellationError() }
    }
}
