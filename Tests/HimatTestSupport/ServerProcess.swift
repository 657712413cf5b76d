// SPDX-License-Identifier: MIT
import Foundation
import HimatSupport

/// A Python server of a test, which runs until its standard input closes.
final class ServerProcess: Sendable {
    private let process: Process
    private let input: Pipe
    private let output: Pipe

    /// Starts it with this environment added to the machine's own.
    init(_ arguments: [String], variables: [String: String], errors: FileHandle = .standardError) throws {
        let started = Process()
        input = Pipe()
        output = Pipe()
        started.executableURL = URL(filePath: try PythonEnvironment.find().interpreter)
        started.arguments = ["-B"] + arguments
        started.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        started.standardInput = input
        started.standardOutput = output
        started.standardError = errors
        try started.run()
        process = started
    }

    /// The first line it prints.
    func firstLine() throws -> String {
        var line = Data()
        while !line.contains(0x0A) {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw HimatError(.internalFault, "A test server ended before it was ready") }
            line += piece
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// Whether it still runs.
    var isRunning: Bool { process.isRunning }

    /// Waits for a program that ends by itself.
    /// - Throws: `HimatError` when it ends with anything but 0.
    func finish() throws {
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw HimatError(.internalFault, "A program of the tests ended with \(process.terminationStatus)")
        }
    }

    /// Closes its standard input, which ends it, and waits until it is gone; after so many seconds it is killed.
    func stop(within seconds: Int = 10) {
        try? input.fileHandleForWriting.close()
        for _ in 0..<(seconds * 100) where process.isRunning { usleep(10_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }
}
