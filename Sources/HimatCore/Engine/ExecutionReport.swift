// SPDX-License-Identifier: MIT
public import HimatSupport

/// What became of every step of a run.
public struct ExecutionReport: Sendable {
    /// What became of one step.
    public enum Outcome: Sendable {
        /// It was carried out.
        case done
        /// It was begun and failed.
        case failed(any Error)
        /// It was not begun, for this reason.
        case notStarted(String)
    }

    /// One step that had something to do.
    public struct Line: Sendable {
        /// The resource.
        public var address: Address
        /// What was to be done: `create`, `update`, `replace`, `delete`, `wait`, `keep`.
        public var verb: String
        /// The thing's id, once it is known.
        public var id: String?
        /// What became of it.
        public var outcome: Outcome
    }

    /// The steps that had something to do, in the plan's order.
    public var lines: [Line]
    /// The attributes of everything that exists now.
    public var state: Inputs
    /// Whether the run was interrupted.
    public var wasInterrupted: Bool

    /// The error of the whole run, or nil when every step was done.
    ///
    /// Its code is `interrupted`, or `incomplete` with the first failure as cause (one that is not a timeout, if there is any).
    public func failure(of action: String, resume command: String) -> HimatError? {
        var (done, details, errors): ([String], [String], [any Error]) = ([], [], [])
        var waiting: [String] = []
        for line in lines {
            switch line.outcome {
            case .done: done.append(line.address.text)
            case .failed(let error) where wasInterrupted && ExecutionReport.isInterruption(error):
                waiting.append("\(line.address) (interrupted while it ran)")
            case .failed(let error):
                errors.append(error)
                let words = (error as? HimatError)?.message ?? String(describing: error)
                let lead = "\(line.address): "
                details.append("failed: " + (words.hasPrefix(lead) ? words : lead + words))
            case .notStarted(let reason): waiting.append("\(line.address) (\(reason))")
            }
        }
        guard !errors.isEmpty || !waiting.isEmpty else { return nil }
        if !done.isEmpty { details.insert("done: " + done.joined(separator: ", "), at: 0) }
        if !waiting.isEmpty { details.append("not done: " + waiting.joined(separator: ", ")) }
        let cause = errors.first { ($0 as? HimatError)?.code != .timedOut } ?? errors.first
        let remedy = wasInterrupted ? nil : (cause as? HimatError)?.nextStep
        return HimatError(
            wasInterrupted ? .interrupted : .incomplete,
            "The \(action) \(wasInterrupted ? "was interrupted" : "is not complete"): \(done.count) of \(lines.count) steps done",
            details: details, cause: cause,
            nextStep: (remedy.map { "\($0); then " } ?? "") + "\(command) goes on where this stopped")
    }

    static func isInterruption(_ error: any Error) -> Bool {
        error is CancellationError || (error as? HimatError)?.code == .interrupted
    }
}
