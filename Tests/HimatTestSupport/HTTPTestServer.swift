// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport

/// The misbehaving servers of `Servers/http_server.py`: ports and counters of its own for each test.
public final class HTTPTestServer: Sendable {
    /// A port of the server, each with another behaviour.
    public enum Port: String, Sendable {
        case plain, tls, named, expired, mutual, proxy, silent, refused
    }

    private let ports: [String: Int]
    /// The path of its unix socket.
    public let socket: String
    private let folder: URL

    /// Opens a server, runs `body` with it and closes it, whatever happens.
    public static func running<Result>(_ body: (HTTPTestServer) async throws -> Result) async throws -> Result {
        let server = try HTTPTestServer()
        defer { server.close() }
        return try await body(server)
    }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "himat-http-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        socket = folder.appending(path: "server.sock").path
        let line = try HTTPTestServerProcess.shared.get().ask("open \(socket)")
        ports = try JSONDecoder().decode([String: Int].self, from: line)
    }

    private func close() {
        if let id = ports["id"] { try? HTTPTestServerProcess.shared.get().tell("close \(id)") }
        try? FileManager.default.removeItem(at: folder)
    }

    /// The number of a port.
    public func number(_ port: Port) -> Int { ports[port.rawValue] ?? 0 }

    /// A URL on one of its ports.
    public func url(_ path: String, _ port: Port = .plain, host: String = "localhost") -> String {
        let scheme = [.tls, .named, .expired, .mutual, .silent].contains(port) ? "https" : "http"
        return "\(scheme)://\(host):\(number(port))\(path)"
    }

    /// What the server has counted, after `name` has reached `least`, or after some seconds.
    public func counters(
        waitingFor name: String = "connections", toReach least: Int = 0, within seconds: Double = 10
    ) async throws -> [String: Int] {
        try await count([("wait", name), ("least", String(least)), ("within", String(seconds))])
    }

    /// Adds to one of its counters: how a test tells it to go on.
    public func add(_ name: String) async throws { _ = try await count([("add", name)]) }

    private func count(_ query: [(name: String, value: String)]) async throws -> [String: Int] {
        let client = HTTPClient(environment: .none)
        defer { client.close() }
        let answer = try await client.send(HTTPRequest("GET", url("/count?\(PercentEncoding.query(query))")))
        return try JSONDecoder().decode([String: Int].self, from: Data(answer.body))
    }

    /// A file of the test certificates, PEM.
    public static func certificate(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: HTTPTestServerProcess.folder.appending(path: "certificates/\(name)")))
    }
}
