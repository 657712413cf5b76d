// SPDX-License-Identifier: MIT
public import FoundationEssentials

/// One apply, destroy or other command that changed a cluster.
public struct RunRecord: Sendable, Equatable {
    /// The run's name, as in `himat:run` tags.
    public var id: String
    /// The layer's name.
    public var layer: String
    /// The command: `apply`, `destroy`, `scale` …
    public var verb: String
    /// When it began.
    public var startedAt: Date
    /// When it ended; nil while it runs, and for ever when it was killed.
    public var endedAt: Date?
    /// `done`, `failed`, `interrupted`; nil as `endedAt`.
    public var outcome: String?
    /// One line about what it did.
    public var summary: String?

    /// Builds a record of a run that begins.
    public init(
        id: String, layer: String, verb: String, startedAt: Date, endedAt: Date? = nil, outcome: String? = nil,
        summary: String? = nil
    ) {
        self.id = id
        self.layer = layer
        self.verb = verb
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.summary = summary
    }
}

/// One line of a cluster's history.
public struct EventRecord: Sendable, Equatable {
    /// When it happened.
    public var at: Date
    /// The run it belongs to.
    public var run: String?
    /// What happened; never a secret.
    public var message: String

    /// Builds a record.
    public init(at: Date, run: String? = nil, message: String) {
        self.at = at
        self.run = run
        self.message = message
    }
}
