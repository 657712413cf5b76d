// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// The end of a wait: the kind's own patience or the run's deadline, whichever comes first.
struct TimeLimit {
    private let start: Date
    private let end: Date
    private let isRunDeadline: Bool

    init(_ patience: Patience, in context: OperationContext) {
        start = context.clock.now()
        let own = start.addingTimeInterval(patience.limit.seconds)
        isRunDeadline = context.deadline.map { $0 < own } ?? false
        end = isRunDeadline ? context.deadline ?? own : own
    }

    func isOver(_ now: Date) -> Bool { now >= end }

    /// Sleeps one interval, or less when the end is nearer.
    func sleep(_ patience: Patience, in context: OperationContext) async throws {
        let remaining = Duration.seconds(max(0, end.timeIntervalSince(context.clock.now())))
        try await context.clock.sleep(for: min(context.interval(patience), remaining))
    }

    func error(_ message: String, cause: (any Error)? = nil) -> HimatError {
        let waited = Int(end.timeIntervalSince(start).rounded())
        return HimatError(
            .timedOut, "\(message) after \(waited) s", cause: cause,
            nextStep: isRunDeadline ? "run it again with a longer --timeout; it goes on where it stopped" : nil)
    }
}

extension Duration {
    /// The same in seconds.
    var seconds: Double {
        let (whole, attoseconds) = components
        return Double(whole) + Double(attoseconds) / 1e18
    }
}
