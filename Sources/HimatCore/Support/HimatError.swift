// SPDX-License-Identifier: MIT

/// The one error type of HiMAT: what happened, why, and what to type next.
///
/// `message` names the resource and the action; `details` are further lines (ids, request ids, blockers); `cause` is the
/// error underneath, shown as an indented chain; `nextStep` is a sentence or a command. None of them may hold a secret.
public struct HimatError: Error, Sendable, CustomStringConvertible {
    /// The class of a failure; decides the exit status and is what code compares, never the text.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The stable, machine-readable name, e.g. `preflight_refused`.
        public let rawValue: String

        /// Wraps a name; prefer the constants.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The name itself.
        public var description: String { rawValue }
    }

    /// The class of the failure.
    public var code: Code
    /// One sentence: resource, action, what went wrong.
    public var message: String
    /// Further facts, a line each.
    public var details: [String]
    /// The error underneath.
    public var cause: (any Error)?
    /// What the user should do or type next.
    public var nextStep: String?

    /// Builds an error from its parts.
    public init(
        _ code: Code, _ message: String, details: [String] = [], cause: (any Error)? = nil, nextStep: String? = nil
    ) {
        self.code = code
        self.message = message
        self.details = details
        self.cause = cause
        self.nextStep = nextStep
    }

    /// The whole error as the user sees it: message, details, causes, next step, a line each.
    public var description: String {
        var lines = [message]
        lines += details.map { "  \($0)" }
        var depth = 1
        var underneath = cause
        while let error = underneath {
            let indent = String(repeating: "  ", count: depth)
            if let known = error as? HimatError {
                lines.append("\(indent)because: \(known.message)")
                lines += known.details.map { "\(indent)  \($0)" }
                underneath = known.cause
            } else {
                lines.append("\(indent)because: \(error)")
                underneath = nil
            }
            depth += 1
        }
        if let step = nextStep ?? innerNextStep { lines.append("next: \(step)") }
        return lines.joined(separator: "\n")
    }

    private var innerNextStep: String? {
        var underneath = cause as? HimatError
        while let error = underneath {
            if let step = error.nextStep { return step }
            underneath = error.cause as? HimatError
        }
        return nil
    }
}

extension HimatError.Code {
    /// Wrong arguments or a bad configuration (exit 64).
    public static let usage = Self(rawValue: "usage")
    /// A check before the first change refused to go on (exit 4).
    public static let preflightRefused = Self(rawValue: "preflight_refused")
    /// A deadline passed (exit 3).
    public static let timedOut = Self(rawValue: "timed_out")
    /// Somebody else holds the lock (exit 1).
    public static let locked = Self(rawValue: "locked")
    /// SIGINT or SIGTERM ended the run, journal saved (exit 130 or 143).
    public static let interrupted = Self(rawValue: "interrupted")
    /// No credentials, wrong credentials, or expired ones.
    public static let credentials = Self(rawValue: "credentials")
    /// The caller may not do this.
    public static let denied = Self(rawValue: "denied")
    /// The thing asked for does not exist.
    public static let notFound = Self(rawValue: "not_found")
    /// The thing exists, belongs to somebody else, or changed under us.
    public static let conflict = Self(rawValue: "conflict")
    /// The service asked to slow down and the retry budget is spent.
    public static let throttled = Self(rawValue: "throttled")
    /// No connection, name not resolved, connection cut.
    public static let network = Self(rawValue: "network")
    /// The certificate or the TLS handshake was refused.
    public static let tls = Self(rawValue: "tls")
    /// A service answered with an error that has no class of its own here.
    public static let service = Self(rawValue: "service")
    /// An answer or a file that cannot be understood.
    public static let malformed = Self(rawValue: "malformed")
    /// The disk or the database failed.
    public static let storage = Self(rawValue: "storage")
    /// Part of a plan failed; the rest is done and said.
    public static let incomplete = Self(rawValue: "incomplete")
    /// Something of the cluster is still there after a destroy.
    public static let leftover = Self(rawValue: "leftover")
    /// A bug of HiMAT's own.
    public static let internalFault = Self(rawValue: "internal")
}
