// SPDX-License-Identifier: MIT
public import ArgumentParser

/// A subcommand that gets the process handed in instead of reaching for it.
public protocol HimatCommand: ParsableCommand, Sendable {
    /// Gathers, calls, renders.
    /// - Throws: `HimatError`, whose code decides the exit status; `ProcessStatus` to end quietly with a status of its own.
    func run(in runtime: Runtime) async throws
}
