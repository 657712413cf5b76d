// SPDX-License-Identifier: MIT
public import ArgumentParser

/// `--refresh NAME`, for plan and apply alike.
public struct RefreshOptions: ParsableArguments, Sendable {
    /// What is to be looked up anew.
    @Option(
        help: ArgumentHelp(
            "Decide this anew instead of keeping what was decided at creation; may be repeated.", valueName: "name"))
    public var refresh: [String] = []

    /// Parses nothing.
    public init() {}
}
