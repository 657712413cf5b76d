// SPDX-License-Identifier: MIT
public import ArgumentParser

/// How a command speaks: the format of its data and how much it says beside them.
public struct OutputOptions: ParsableArguments, Sendable {
    /// `--output`.
    @Option(name: .shortAndLong, help: "The format of what goes to stdout: table, json or yaml.")
    public var output: OutputFormat = .table

    /// `--verbose`.
    @Flag(name: .shortAndLong, help: "Say more on stderr.")
    public var verbose = false

    /// `--quiet`.
    @Flag(name: .shortAndLong, help: "Say nothing on stderr but warnings and errors.")
    public var quiet = false

    /// `--no-color`.
    @Flag(help: "No colour; the same as NO_COLOR=1.")
    public var noColor = false

    /// Parses nothing; every flag at its default.
    public init() {}

    /// Refuses contradictions.
    public func validate() throws {
        if verbose && quiet { throw ValidationError("--verbose and --quiet exclude each other") }
    }
}

/// The form of data on stdout.
public enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// For people: aligned columns, sentences.
    case table
    /// For programs: one JSON document.
    case json
    /// For both: one YAML document.
    case yaml
}
