// SPDX-License-Identifier: MIT
import Foundation
import HimatSupport

/// The servers of `Servers/trust_server.py`: an API that tells what reached it, and proxies of every kind before it.
public final class TrustServer: Sendable {
    /// One for all tests of a serialized suite; it ends with the tests.
    public static let shared = Result { try TrustServer() }

    private let process: ServerProcess
    private let ports: JSONValue

    /// Starts the servers, runs `body` with them and ends them, whatever happens.
    public static func running(_ body: (TrustServer) async throws -> Void) async throws {
        let server = try TrustServer()
        defer { server.process.stop() }
        try await body(server)
    }

    private init() throws {
        let script = HTTPTestServerProcess.folder.appending(path: "trust_server.py").path
        process = try ServerProcess([script], variables: [:])
        ports = try JSONValue.parse(try process.firstLine())
    }

    /// The number of a port: `api`, `named`, `http`, `https`, `socks`.
    public func port(_ name: String) -> Int { ports[name]?.int ?? 0 }

    /// The folder of the test certificates.
    public static var folder: String { HTTPTestServerProcess.folder.appending(path: "certificates").path }
    /// The path of a test certificate or key.
    public static func path(_ name: String) -> String { "\(folder)/\(name)" }
}
