// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
public import HimatSupport
public import Testing

/// The sandbox of `Tests/Sandbox`: one process with an AWS of its own on loopback.
public final class SandboxServer: Sendable {
    /// What it says of itself when it is ready: `aws_endpoint`, `control`, `access_key_id` …
    public let description: JSONValue
    private let process: ServerProcess
    private let folder: URL
    private let http = HTTPClient(environment: .none)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "himat-sandbox-\(UUID().uuidString.prefix(8))")
        process = try ServerProcess(
            ["-m", "sandbox", "--folder", folder.path, "--stdin-lifetime"],
            variables: ["PYTHONPATH": PackageFolder.path("Tests/Sandbox")])
        description = try JSONValue.parse(process.firstLine())
    }

    func stop() {
        http.close()
        process.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// A field of the description.
    public subscript(name: String) -> String { description[name]?.string ?? "" }

    /// The environment of a client: endpoint, region, the administrator's keys, no shared files.
    public var environment: ProcessEnvironment {
        ProcessEnvironment(
            variables: [
                "AWS_ENDPOINT_URL": self["aws_endpoint"], "AWS_REGION": self["region"],
                "AWS_ACCESS_KEY_ID": self["access_key_id"], "AWS_SECRET_ACCESS_KEY": self["secret_access_key"],
            ], home: folder.path, currentDirectory: folder.path)
    }

    /// Turns a switch: `rules`, `times`, `clock` …
    @discardableResult
    public func control(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let request = HTTPRequest(
            method, "\(self["control"])/\(path)", headers: ["Content-Type": "application/json"],
            body: body.map { .bytes($0.bytes) } ?? .empty)
        let answer = try await http.send(request)
        guard answer.status == 200 else {
            throw HimatError(.service, "The sandbox refused \(path): \(String(decoding: answer.body, as: UTF8.self))")
        }
        return try JSONValue.parse(answer.body)
    }

    /// The requests of one action, as the sandbox saw them.
    public func log(action: String) async throws -> [JSONValue] {
        try await control("GET", "log?plane=aws&action=\(action)").array ?? []
    }
}

/// Gives the tests of a suite one sandbox; the suite is `.serialized` if its tests turn switches.
public struct SandboxTrait: SuiteTrait, TestScoping {
    @TaskLocal static var running: SandboxServer?

    /// Starts the sandbox, runs the suite, ends it.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let server = try SandboxServer()
        defer { server.stop() }
        try await Self.$running.withValue(server) { try await function() }
        // What moto lets pass a real account would refuse: no suite is green with such a request.
        let invalid = try await server.control("GET", "invalid").array ?? []
        #expect(invalid.isEmpty, "requests that break AWS's own models")
    }
}

extension Trait where Self == SandboxTrait {
    /// One sandbox for the whole suite.
    public static var sandbox: SandboxTrait { SandboxTrait() }
}

extension SandboxServer {
    /// The sandbox of the suite under way, its switches and its log fresh.
    public static func fresh() async throws -> SandboxServer {
        guard let server = SandboxTrait.running else {
            throw HimatError(.internalFault, "The suite lacks the trait .sandbox")
        }
        try await server.control("DELETE", "rules")
        try await server.control("DELETE", "log")
        return server
    }
}
