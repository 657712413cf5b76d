// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

/// How long a kind may take and how often it is looked at.
public struct Patience: Sendable, Equatable {
    /// The pause between two looks; a shorter `pollInterval` of the context wins.
    public var interval: Duration
    /// The most that one create, update or delete may take.
    public var limit: Duration

    /// Builds a patience.
    public init(interval: Duration, limit: Duration) {
        self.interval = interval
        self.limit = limit
    }
}

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

/// What every operation of a run shares: clock, progress, shared reads, the run's name and its deadline.
public struct OperationContext: Sendable {
    /// Where time comes from.
    public var clock: any WallClock
    /// Who is told what happens.
    public var progress: any ProgressSink
    /// Reads of the present round that several resources share.
    public var reads: SharedReads
    /// The run's name, put into `himat:run` tags and the journal.
    public var runID: String
    /// What client tokens hash beside account, region, cluster and address; new after each completed destroy.
    public var epoch: String
    /// When the whole run must be over; nil = each kind's own patience alone.
    public var deadline: Date?
    /// Shortens every waiter's interval (`HIMAT_POLL_INTERVAL`, seconds).
    public var pollInterval: Duration?

    /// Builds a context.
    public init(
        clock: any WallClock, progress: any ProgressSink, reads: SharedReads = SharedReads(), runID: String,
        epoch: String = "0", deadline: Date? = nil, pollInterval: Duration? = nil
    ) {
        self.clock = clock
        self.progress = progress
        self.reads = reads
        self.runID = runID
        self.epoch = epoch
        self.deadline = deadline
        self.pollInterval = pollInterval
    }

    /// The same context with an empty set of shared reads, for the next round of observation.
    public func freshReads() -> OperationContext {
        var copy = self
        copy.reads = SharedReads()
        return copy
    }

    /// The pause between two looks of a waiter with this patience.
    public func interval(_ patience: Patience) -> Duration { pollInterval.map { min($0, patience.interval) } ?? patience.interval }
}
