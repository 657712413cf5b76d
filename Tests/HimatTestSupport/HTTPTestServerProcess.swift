// SPDX-License-Identifier: MIT
import Foundation
import HimatSupport

/// The one Python process behind all `HTTPTestServer`s of a test run. It ends when its standard input or its parent does, so
/// not even a crash of the tests leaves it behind.
final class HTTPTestServerProcess: Sendable {
    static let shared = Result { try HTTPTestServerProcess() }
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Servers")

    private struct Ends {
        let process = Process()
        let input = Pipe()
        let output = Pipe()
    }

    private let ends: Lock<Ends>

    private init() throws {
        let ends = Ends()
        ends.process.executableURL = URL(filePath: "/usr/bin/env")
        ends.process.arguments = ["python3", "-B", Self.folder.appending(path: "http_server.py").path]
        ends.process.standardInput = ends.input
        ends.process.standardOutput = ends.output
        try ends.process.run()
        self.ends = Lock(ends)
    }

    /// Sends a command.
    func tell(_ command: String) throws {
        try ends.withLock { try $0.input.fileHandleForWriting.write(contentsOf: Data("\(command)\n".utf8)) }
    }

    /// Sends a command and waits for its line.
    func ask(_ command: String) throws -> Data {
        try ends.withLock { ends in
            try ends.input.fileHandleForWriting.write(contentsOf: Data("\(command)\n".utf8))
            var line = Data()
            while line.last != 0x0A {
                let piece = ends.output.fileHandleForReading.availableData
                guard !piece.isEmpty else {
                    throw HimatError(.internalFault, "The test server ended; is python3 there?")
                }
                line += piece
            }
            return line
        }
    }
}
