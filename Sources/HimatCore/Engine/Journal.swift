// SPDX-License-Identifier: MIT
internal import Synchronization

/// What was begun and what was ended, written down around every call that changes something.
///
/// A journal never fails a run: one that cannot write says so once and remembers nothing.
public protocol Journal: Sendable {
    /// Notes that a call is about to be made; what comes back names the entry.
    func begin(run: String, address: Address, verb: JournalVerb) -> Int
    /// Notes how it ended; an entry without an end was interrupted.
    func end(_ entry: Int, _ outcome: JournalOutcome)
    /// Whether the last creation of this address began and nobody knows how it ended.
    func hasOpenCreation(of address: Address) -> Bool
}

/// The kinds of call that change something.
public enum JournalVerb: String, Sendable {
    case create
    case update
    case delete
    case keep
}

/// How a call ended.
public enum JournalOutcome: Sendable, Equatable {
    /// The service accepted it; the id of what it is about.
    case done(id: String)
    /// The service refused it: nothing was made.
    case failed(String)
    /// The answer was lost: it may have been carried out or not.
    case unknown
}

/// A journal that lives as long as the process: for tests, and where no database can be opened.
public final class MemoryJournal: Journal {
    /// One call.
    public struct Entry: Sendable, Equatable {
        /// The run.
        public var run: String
        /// The resource.
        public var address: Address
        /// What was called.
        public var verb: JournalVerb
        /// How it ended; nil while it has not.
        public var outcome: JournalOutcome?
    }

    private let lines = Mutex<[Entry]>([])

    /// An empty journal.
    public init() {}

    /// Everything noted so far, in order.
    public var entries: [Entry] { lines.withLock { $0 } }

    /// Appends an entry.
    public func begin(run: String, address: Address, verb: JournalVerb) -> Int {
        lines.withLock { entries in
            entries.append(Entry(run: run, address: address, verb: verb))
            return entries.count - 1
        }
    }

    /// Completes an entry.
    public func end(_ entry: Int, _ outcome: JournalOutcome) { lines.withLock { $0[entry].outcome = outcome } }

    /// Looks at the last creation or deletion of the address.
    public func hasOpenCreation(of address: Address) -> Bool {
        let last = entries.last { $0.address == address && ($0.verb == .create || $0.verb == .delete) }
        guard let last, last.verb == .create else { return false }
        return last.outcome == nil || last.outcome == .unknown
    }
}
