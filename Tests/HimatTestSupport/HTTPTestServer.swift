// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport

/// The misbehaving server of `Servers/http_server.py`, one process on loopback.
///
/// It ends when its standard input does, so not even a crash of the tests leaves it behind.
public final class HTTPTestServer: Sendable {
    /// A port of the server, each with another behaviour.
    public enum Port: String, Sendable {
        case plain, tls, named, expired, mutual, proxy, silent, refused
    }

    private let ports: [String: Int]
    /// The path of its unix socket.
    public let socket: String
    private let folder: URL
    private let process: Process
    private let input: Pipe

    /// Starts a server, runs `body` with it and ends it, whatever happens.
    public static func running<Result>(_ body: (HTTPTestServer) async throws -> Result) async throws -> Result {
        let server = try HTTPTestServer()
        defer { server.stop() }
        return try await body(server)
    }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "himat-http-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        socket = folder.appending(path: "server.sock").path
        process = Process()
        input = Pipe()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-B", Self.servers.appending(path: "http_server.py").path, socket]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while !line.contains(0x0A) {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else {
                throw HimatError(.internalFault, "The test server did not start; is python3 there?")
            }
            line += piece
        }
        ports = try JSONDecoder().decode([String: Int].self, from: line)
    }

    private func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The number of a port.
    public func number(_ port: Port) -> Int { ports[port.rawValue] ?? 0 }

    /// A URL on one of its ports.
    public func url(_ path: String, _ port: Port = .plain, host: String = "localhost") -> String {
        let scheme = [.tls, .named, .expired, .mutual, .silent].contains(port) ? "https" : "http"
        return "\(scheme)://\(host):\(number(port))\(path)"
    }

    /// What the server has counted, after `name` has reached `least` (10 s at most).
    public func counters(waitingFor name: String = "connections", toReach least: Int = 0) async throws -> [String: Int]
    {
        let client = HTTPClient()
        defer { client.close() }
        let query = PercentEncoding.query([("wait", name), ("least", String(least))])
        let answer = try await client.send(HTTPRequest("GET", url("/count?\(query)")))
        return try JSONDecoder().decode([String: Int].self, from: Data(answer.body))
    }

    /// Adds to one of its counters: how a test tells it to go on.
    public func add(_ name: String) async throws {
        let client = HTTPClient()
        defer { client.close() }
        _ = try await client.send(HTTPRequest("GET", url("/count?\(PercentEncoding.query([("add", name)]))")))
    }

    /// A file of the test certificates, PEM.
    public static func certificate(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: servers.appending(path: "certificates/\(name)")))
    }

    private static var servers: URL { URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Servers") }
}
