// SPDX-License-Identifier: MIT

/// What happens while a plan is carried out, told to whoever shows or records it.
public protocol ProgressSink: Sendable {
    /// Takes one event; called from many tasks at once.
    func report(_ event: ProgressEvent)
}

/// One event of a run.
public struct ProgressEvent: Sendable {
    /// What happened.
    public enum Kind: Sendable {
        /// The work on a resource began; the verb is shown (`creating`).
        case started(String)
        /// Still waiting, and for what.
        case waiting(String)
        /// Done, with the verb in the past (`created`) and the time it took.
        case finished(String, Duration)
        /// It failed.
        case failed(String)
        /// A line for the reader that belongs to no resource's state.
        case note(String)
        /// A warning.
        case warning(String)
    }

    /// The resource, if the event is about one.
    public var address: Address?
    /// What happened.
    public var kind: Kind

    /// Builds an event.
    public init(_ address: Address?, _ kind: Kind) {
        self.address = address
        self.kind = kind
    }
}
