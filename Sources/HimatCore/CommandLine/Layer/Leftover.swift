// SPDX-License-Identifier: MIT

/// Something of a cluster that is still there after a destroy.
public struct Leftover: Sendable, Equatable {
    /// What it is, e.g. `load balancer`.
    public var kind: String
    /// Its id.
    public var id: String
    /// US dollars an hour, if known.
    public var hourlyPrice: Double?
    /// The command that deletes it.
    public var command: String

    /// Builds a leftover.
    public init(kind: String, id: String, hourlyPrice: Double? = nil, command: String) {
        self.kind = kind
        self.id = id
        self.hourlyPrice = hourlyPrice
        self.command = command
    }
}

/// What a layer adds to the list of what a destroy deletes, said before the question.
public struct DestroySummary: Sendable, Equatable {
    /// What dies beside the listed resources (notebooks' sessions, results in memory).
    public var dies: [String]
    /// What stays, and what it costs.
    public var stays: [String]
    /// Whether the cluster's name must be typed even where `--yes` would do (a volume is deleted for good).
    public var needsTypedName: Bool

    /// Builds a summary.
    public init(dies: [String] = [], stays: [String] = [], needsTypedName: Bool = false) {
        self.dies = dies
        self.stays = stays
        self.needsTypedName = needsTypedName
    }
}
