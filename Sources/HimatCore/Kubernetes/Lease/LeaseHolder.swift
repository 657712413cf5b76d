// SPDX-License-Identifier: MIT
public import FoundationEssentials

/// Who holds a lock: a process on a machine, and since when.
public struct LeaseHolder: Sendable, Equatable, CustomStringConvertible {
    /// `user@host/pid/run`, unique to a run.
    public var identity: String
    /// When it took the lock.
    public var since: Date?
    /// When it last said that it is alive.
    public var renewed: Date?

    /// Names a holder.
    public init(identity: String, since: Date? = nil, renewed: Date? = nil) {
        self.identity = identity
        self.since = since
        self.renewed = renewed
    }

    /// `ann@laptop/4711/run-1 since 2026-11-22T09:02:48Z`
    public var description: String { since.map { "\(identity) since \($0.formatted(.iso8601))" } ?? identity }
}
