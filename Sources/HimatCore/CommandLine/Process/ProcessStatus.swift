// SPDX-License-Identifier: MIT
internal import HimatSupport

/// How a command ends; thrown by a command to end quietly with a status other than 0.
public enum ProcessStatus: Int32, Error, Sendable, CaseIterable {
    /// All is well.
    case ok = 0
    /// Something failed.
    case failed = 1
    /// `plan --detailed-exitcode`: an apply would change something.
    case changesPending = 2
    /// A deadline passed.
    case timedOut = 3
    /// A check before the first change refused to go on.
    case refused = 4
    /// Wrong arguments or a bad configuration (`EX_USAGE`).
    case usage = 64
    /// SIGINT, journal saved.
    case interrupted = 130
    /// SIGTERM, journal saved.
    case terminated = 143

    /// The status an error ends a command with.
    public init(for error: any Error) {
        switch error {
        case let status as ProcessStatus: self = status
        case is CancellationError: self = .interrupted
        case let known as HimatError: self = Self.status(of: known)
        default: self = .failed
        }
    }

    private static func status(of error: HimatError) -> ProcessStatus {
        switch error.code {
        case .usage: .usage
        case .preflightRefused: .refused
        case .timedOut: .timedOut
        case .interrupted: .interrupted
        case .incomplete: (error.cause as? HimatError).map(Self.status) == .timedOut ? .timedOut : .failed
        default: .failed
        }
    }
}
