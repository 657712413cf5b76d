// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport

/// What the sandbox saw and holds, and its switches.
extension Desk {
    /// How long anything may take before a test gives up on it.
    private static let patience: Duration = .seconds(60)

    /// Returns when `condition` holds.
    func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + Self.patience
        while try await !condition() {
            guard ContinuousClock.now < end else { throw HimatError(.timedOut, "It never came true that \(what)") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// The number of the latest request.
    func mark() async throws -> Int { try await calls("last=1").last?.sequence ?? 0 }

    /// All requests after a mark.
    func calls(since mark: Int) async throws -> [Call] { try await calls("since=\(mark)") }

    /// The requests after a mark that change something, locks left out.
    func changes(since mark: Int) async throws -> [String] {
        try await calls("mutating=true&since=\(mark)").filter(\.isChange).map(\.description)
    }

    /// The requests that the log's own filters let through.
    func calls(_ filters: String) async throws -> [Call] {
        try await (sandbox.control("GET", "log?\(filters)").array ?? []).map(Call.init)
    }

    /// What exists in a region (IAM's is `global`), counted by kind.
    func state(_ region: String = "us-west-2") async throws -> [String: Int] {
        (try await sandbox.control("GET", "state")[region]?.object ?? [:]).compactMapValues(\.int)
    }

    /// What Kubernetes stores of a kind.
    func objects(_ resource: String, namespace: String = "") async throws -> [JSONValue] {
        let body: JSONValue = ["resource": .string(resource), "namespace": .string(namespace)]
        return try await sandbox.control("POST", "kube/objects", body)["items"]?.array ?? []
    }

    func times(_ times: [String: Double]) async throws {
        try await sandbox.control("POST", "times", .object(times.mapValues(JSONValue.double)))
    }

    /// Moves the world's clock, so that what takes time is over.
    func advance(_ seconds: Double) async throws {
        try await sandbox.control("POST", "clock", ["advance": .double(seconds)])
    }

    func rule(_ rule: JSONValue) async throws { try await sandbox.control("POST", "rules", [rule]) }

    func publish(_ news: JSONValue) async throws { try await sandbox.control("POST", "publish", news) }
}
