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

    func error(_ message: String, cause: (any Error)? = nil, remedy: String? = nil) -> HimatError {
        let waited = Int(end.timeIntervalSince(start).rounded())
        let why = isRunDeadline ? ", all that --timeout gave" : ""
        return HimatError(.timedOut, "\(message) after \(waited) s\(why)", cause: cause, nextStep: remedy)
    }
}

/// The end of a state that time alone does not mend: somebody has that long to mend it while the wait goes on.
struct GraceLimit {
    private var since: Date?

    /// The error when the grace is over; a state without one starts the count anew.
    mutating func error(_ message: String, _ seen: Observation, at now: Date) -> HimatError? {
        guard let grace = seen.grace else {
            since = nil
            return nil
        }
        let began = since ?? now
        since = began
        guard now.timeIntervalSince(began) >= grace.seconds else { return nil }
        return HimatError(
            .timedOut, "\(message), and has been for \(Int(grace.seconds)) s", nextStep: seen.remedy)
    }
}

extension Duration {
    /// The same in seconds.
    var seconds: Double {
        let (whole, attoseconds) = components
        return Double(whole) + Double(attoseconds) / 1e18
    }
}
