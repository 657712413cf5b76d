// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport

/// ministack, an emulator that recomputes signatures (`AUTH=true`), on loopback; it has nothing of ours in it.
public final class MinistackServer: Sendable {
    /// Where it listens.
    public let endpoint: String
    private let process: ServerProcess
    private let folder: URL

    /// Starts one, runs `body` with it and ends it, whatever happens.
    public static func running<Result>(_ body: (MinistackServer) async throws -> Result) async throws -> Result {
        let server = try MinistackServer()
        do {
            try await server.waitUntilReady()
            let result = try await body(server)
            server.stop()
            return result
        } catch {
            server.stop()
            throw error
        }
    }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "himat-ministack-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let port = try Self.freePort()
        endpoint = "http://127.0.0.1:\(port)"
        let log = folder.appending(path: "log")
        try Data().write(to: log)
        process = try ServerProcess(
            [PackageFolder.path("Tests/Oracles/until_stdin_closes.py"), "ministack"],
            variables: [
                "AUTH": "true", "GATEWAY_PORT": "\(port)", "BIND_HOST": "127.0.0.1", "HOME": folder.path,
                "TMPDIR": folder.path, "LOG_LEVEL": "WARNING",
            ], errors: try FileHandle(forWritingTo: log))
    }

    private func stop() {
        process.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    private func waitUntilReady() async throws {
        let http = HTTPClient(environment: .none)
        defer { http.close() }
        let request = HTTPRequest("GET", "\(endpoint)/_ministack/health")
        for _ in 0..<600 where process.isRunning {
            if let answer = try? await http.send(request), answer.status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        let log = (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? ""
        throw HimatError(.timedOut, "ministack did not start", details: [String(log.suffix(2000))])
    }

    private static func freePort() throws -> Int {
        let program = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
        let line = try ServerProcess(["-c", program], variables: [:]).firstLine()
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw HimatError(.internalFault, "No free port")
        }
        return port
    }
}
