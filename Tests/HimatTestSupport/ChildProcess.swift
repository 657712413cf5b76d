// SPDX-License-Identifier: MIT
public import Foundation

/// A program of this package run as a process of its own.
public final class ChildProcess: Sendable {
    /// How it ended and what it said.
    public struct Result: Sendable {
        /// The exit status; 128 + the signal when one ended it.
        public let status: Int32
        /// Its stdout.
        public let output: String
        /// Its stderr.
        public let errors: String
    }

    private let process: Process
    private let outputFile: String
    private let errorFile: String
    private let folder: TemporaryFolder

    /// Starts `name`, a product that lies beside the tests, with nothing in its environment but `variables`.
    /// - Parameters:
    ///   - place: its working directory and home; by default a folder of its own.
    ///   - terminal: what it talks to instead of files and an empty stdin.
    public init(
        _ name: String, _ arguments: [String], variables: [String: String] = [:], in place: TemporaryFolder? = nil,
        at terminal: FileHandle? = nil
    ) throws {
        folder = try TemporaryFolder()
        let home = (place ?? folder).path
        outputFile = folder.file("stdout")
        errorFile = folder.file("stderr")
        for path in [outputFile, errorFile] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        let started = Process()
        started.executableURL = URL(filePath: Self.path(of: name))
        started.arguments = arguments
        started.environment = ["HOME": home].merging(variables) { $1 }
        started.currentDirectoryURL = URL(filePath: home)
        started.standardInput = terminal ?? FileHandle.nullDevice
        started.standardOutput = terminal ?? FileHandle(forWritingAtPath: outputFile)
        started.standardError = terminal ?? FileHandle(forWritingAtPath: errorFile)
        try started.run()
        process = started
    }

    /// Runs a program to its end.
    public static func run(_ name: String, _ arguments: [String], variables: [String: String] = [:]) async throws
        -> Result
    {
        try await ChildProcess(name, arguments, variables: variables).wait()
    }

    /// Where a product of this build lies; an absolute path is itself.
    public static func path(of name: String) -> String {
        if name.hasPrefix("/") { return name }
        let own = Bundle.main.executablePath ?? ProcessInfo.processInfo.arguments[0]
        return URL(filePath: own).deletingLastPathComponent().appending(path: name).path
    }

    /// Its process id.
    public var identifier: Int32 { process.processIdentifier }
    /// Whether it still runs.
    public var isRunning: Bool { process.isRunning }
    /// What it has written to stdout so far.
    public var output: String { Self.read(outputFile) }
    /// What it has written to stderr so far.
    public var errors: String { Self.read(errorFile) }

    /// Sends a signal.
    public func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Returns when `condition` holds; looks again and again until the test's own time limit.
    public func until(_ condition: (ChildProcess) -> Bool) async throws {
        while !condition(self) {
            guard process.isRunning || condition(self) else { throw CocoaError(.fileReadUnknown) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Waits for the end.
    public func wait() async throws -> Result {
        while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        let status = process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0)
        return Result(status: status, output: output, errors: errors)
    }

    private static func read(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
