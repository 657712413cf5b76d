// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

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
    /// Set by the layer's lock when the holder before us never gave it back: creations are looked for before they are repeated.
    public var followsInterruption = false

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
    public func interval(_ patience: Patience) -> Duration {
        pollInterval.map { min($0, patience.interval) } ?? patience.interval
    }
}
