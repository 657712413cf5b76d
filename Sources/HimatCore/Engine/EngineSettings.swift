// SPDX-License-Identifier: MIT

/// How the engine works through a graph.
public struct EngineSettings: Sendable, Equatable {
    /// How many resources are worked on at once, at least 1.
    public var parallelism: Int
    /// How long after a creation "not found" means "not visible yet", and how long an interrupted run's creations are looked for.
    public var visibility: Duration

    /// Builds settings; sixteen at once and fifteen seconds by default.
    public init(parallelism: Int = 16, visibility: Duration = .seconds(15)) {
        self.parallelism = max(1, parallelism)
        self.visibility = visibility
    }
}
