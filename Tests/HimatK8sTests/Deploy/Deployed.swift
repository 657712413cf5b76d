// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport

@testable import HimatK8s

/// A sandbox's cluster and a user who types `himat-k8s` commands at it.
struct Deployed: Sendable {
    let sandbox: KubernetesSandbox
    let folder: TemporaryFolder
    let client: KubernetesClient
    let port: Int

    /// What a command wrote and how it ended.
    struct Outcome: Sendable {
        var status: Int32
        var output: String
        var words: String
    }

    static func using(_ body: (Deployed) async throws -> Void) async throws {
        try await KubernetesSandbox.running { sandbox in
            try await body(
                Deployed(
                    sandbox: sandbox, folder: try TemporaryFolder(), client: try sandbox.client(),
                    port: Int.random(in: 20000...29999)))
        }
    }

    /// The configuration of most tests; small enough for the sandbox's nodes, and no registry is asked.
    var config: [String: String] {
        [
            "cluster_name": "demo", "cluster_region": "us-west-2", "jupyter_mb_ram": "2000",
            "jupyter_milli_cpu": "500", "dask_scheduler_mb_ram": "2000", "dask_scheduler_milli_cpu": "500",
            "dask_worker_count": "3", "jupyter_port": String(port), "allowed_cidrs": "127.0.0.1/32",
            "pin_digest": "false",
        ]
    }

    /// Runs a command line in this process; `settings` go over the configuration.
    func type(
        _ words: String..., settings: [String: String] = [:], variables: [String: String] = [:],
        terminal: Terminal = Terminal(), errors: BufferOutput = BufferOutput(),
        answer: (@Sendable () async -> String?)? = nil
    ) async throws -> Outcome {
        try await type(
            words: words, settings: settings, variables: variables, terminal: terminal, errors: errors, answer: answer)
    }

    func type(
        words: [String], settings: [String: String] = [:], variables: [String: String] = [:],
        terminal: Terminal = Terminal(), errors: BufferOutput = BufferOutput(),
        answer: (@Sendable () async -> String?)? = nil
    ) async throws -> Outcome {
        let output = BufferOutput()
        let path = folder.file("inventory.sqlite")
        let runtime = Runtime.test(
            variables: ["HIMAT_POLL_INTERVAL": "0.05"].merging(variables) { $1 }, home: folder.path,
            currentDirectory: folder.path, clock: SystemClock(), terminal: terminal, output: output, errors: errors,
            answer: answer, inventory: { try Inventory.open(at: path) })
        let keys = config.merging(settings) { $1 }.sorted { $0.key < $1.key }
        let text = keys.map { "\($0.key): \($0.key == "allowed_cidrs" ? "[\($0.value)]" : $0.value)\n" }.joined()
        try text.write(toFile: folder.file("himat.yaml"), atomically: true, encoding: .utf8)
        let arguments = words + (words.contains("--kubeconfig") ? [] : ["--kubeconfig", sandbox.kubeconfig])
        let status = await CommandRunner.run(HimatK8sCommand.self, arguments, in: runtime)
        return Outcome(status: status, output: output.text, words: errors.text)
    }

    /// Applies until stderr says something, then interrupts: how long that takes is the machine's affair.
    func apply(
        untilItSays phrase: String, settings: [String: String] = [:], variables: [String: String] = [:]
    ) async throws -> Outcome {
        let errors = BufferOutput()
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask {
                try await type("apply", "--yes", settings: settings, variables: variables, errors: errors)
            }
            try await until { errors.text.contains(phrase) }
            group.cancelAll()
            return try await group.next() ?? Outcome(status: -1, output: "", words: errors.text)
        }
    }

    /// Applies and clears the log.
    func apply(settings: [String: String] = [:]) async throws -> Outcome {
        let outcome = try await type("apply", "--yes", "--timeout", "60s", settings: settings)
        try await sandbox.turn("DELETE", "log")
        return outcome
    }

    /// Returns when something has come true.
    func until(_ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while try await !condition() {
            guard ContinuousClock.now < end else { throw HimatError(.timedOut, "It never came true") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// A request to the notebook server, with the token that a test chose.
    func browse(_ method: String, _ url: String, _ body: JSONValue? = nil) async throws -> HTTPResponse {
        let http = HTTPClient(environment: .none)
        defer { http.close() }
        return try await http.send(
            HTTPRequest(
                method, url, headers: ["Authorization": "token my-very-own-token-1234"],
                body: body.map { .bytes($0.bytes) } ?? .empty))
    }

    func live(_ kind: ObjectKind, _ name: String) async throws -> KubernetesObject? {
        try await client.get(ObjectReference(kind, name, namespace: "himat"))
    }
}
