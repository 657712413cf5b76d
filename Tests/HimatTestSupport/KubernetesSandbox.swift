// SPDX-License-Identifier: MIT
import Foundation
public import HimatHTTP
public import HimatKubernetes
public import HimatSupport

/// The Kubernetes half of the sandbox alone: one API server with nodes and controllers, and its switches.
public final class KubernetesSandbox: Sendable {
    /// The folder it writes to.
    public let folder: String
    private let control: String
    private let process: ServerProcess
    private let http = HTTPClient(environment: .none)

    /// Starts a server, runs `body` with it and ends it, whatever happens.
    public static func running<Value: Sendable>(_ body: (KubernetesSandbox) async throws -> Value) async throws -> Value
    {
        let sandbox = try KubernetesSandbox()
        defer { sandbox.stop() }
        return try await body(sandbox)
    }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/himat-kube-" + UUID().uuidString.prefix(8)
        process = try ServerProcess(
            ["-m", "sandbox.kube", "--folder", folder, "--until-stdin-closes"],
            variables: ["PYTHONPATH": PackageFolder.path("Tests/Sandbox")])
        _ = try process.firstLine()
        let file = try Data(contentsOf: URL(filePath: "\(folder)/control.json"))
        control = try JSONValue.parse([UInt8](file))["url"]?.string ?? ""
    }

    private func stop() {
        http.close()
        process.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The kubeconfig with the contexts `admin`, `none` and `certificate`.
    public var kubeconfig: String { "\(folder)/kubeconfig.yml" }

    /// A client of one of its users.
    public func client(
        as context: String = "admin", sender: (any HTTPSending)? = nil, clock: any WallClock = SystemClock(),
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> KubernetesClient {
        let connection = try Kubeconfig.load(path: kubeconfig, environment: .none)
            .connection(context: context, environment: .none)
        return KubernetesClient(connection, sender: sender ?? http, clock: clock, warn: warn)
    }

    /// Turns a switch: `rules`, `times`, `kube/cut-watches` …
    @discardableResult
    public func turn(_ method: String, _ path: String, _ body: JSONValue = [:]) async throws -> JSONValue {
        let request = HTTPRequest(
            method, "\(control)/\(path)", headers: ["Content-Type": "application/json"], body: .bytes(body.bytes))
        let answer = try await http.send(request)
        guard answer.status == 200 else {
            throw HimatError(.service, "The sandbox refused \(path): \(String(decoding: answer.body, as: UTF8.self))")
        }
        return try JSONValue.parse(answer.body)
    }

    /// The requests since the log was cleared that would have changed something, as `PATCH /api/…`.
    public func mutations() async throws -> [String] {
        try await turn("GET", "log").array?.compactMap { entry in
            let (method, path) = (entry["method"]?.string ?? "", entry["path"]?.string ?? "")
            guard entry["plane"] == "kube", method != "GET", !path.contains("dryRun=All"),
                !path.contains("selfsubjectaccessreviews")
            else { return nil }
            return "\(method) \(path.prefix { $0 != "?" })"
        } ?? []
    }
}
