// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport

/// What the contract tests run against: the sandbox, or the real cluster that HIMAT_TEST_KUBECONFIG names.
struct ContractCluster: Sendable {
    let connection: KubernetesConnection
    let client: KubernetesClient
    let namespace: String
    /// Makes the server forget old versions, where it does not do so by itself in time.
    let forgetPast: @Sendable () async throws -> Void
    private let http: HTTPClient

    /// Makes a namespace of the test's own, runs `body`, deletes the namespace.
    static func using(_ body: (ContractCluster) async throws -> Void) async throws {
        if let path = ProcessInfo.processInfo.environment["HIMAT_TEST_KUBECONFIG"], !path.isEmpty {
            // A real server has versions behind it that it no longer knows: those of before it was last started.
            return try await with(path, .current(), forgetPast: {}, body)
        }
        try await KubernetesSandbox.running { sandbox in
            let forgetPast: @Sendable () async throws -> Void = { _ = try await sandbox.turn("POST", "kube/compact") }
            try await with(sandbox.kubeconfig, .none, forgetPast: forgetPast, body)
        }
    }

    private static func with(
        _ path: String, _ environment: ProcessEnvironment, forgetPast: @escaping @Sendable () async throws -> Void,
        _ body: (ContractCluster) async throws -> Void
    ) async throws {
        let connection = try Kubeconfig.load(path: path, environment: environment).connection(environment: environment)
        let http = HTTPClient(environment: environment)
        defer { http.close() }
        let cluster = ContractCluster(
            connection: connection, client: KubernetesClient(connection, sender: http),
            namespace: "himat-contract-\(UUID().uuidString.lowercased().prefix(8))", forgetPast: forgetPast, http: http)
        let own = ObjectReference(.namespace, cluster.namespace)
        _ = try await cluster.client.create(KubernetesObject(own))
        do {
            try await body(cluster)
        } catch {
            try await cluster.client.delete(own)
            throw error
        }
        try await cluster.client.delete(own)
    }

    /// The same server, asked in another way.
    func client(
        manager: String = KubernetesClient.fieldManager, clock: any WallClock = SystemClock(),
        _ change: (inout KubernetesConnection) -> Void = { _ in }
    ) -> KubernetesClient {
        var other = connection
        change(&other)
        return KubernetesClient(other, sender: http, clock: clock, manager: manager)
    }

    /// A ConfigMap of the test's namespace.
    func map(_ name: String, _ data: [String: String] = ["a": "1"]) -> KubernetesObject {
        KubernetesObject(
            ObjectReference(.configMap, name, namespace: namespace),
            ["data": .object(data.mapValues { .string($0) })])
    }
}

/// Runs a call that must fail and gives its error.
func failure<Value>(_ call: () async throws -> Value) async -> HimatError? {
    do {
        _ = try await call()
        return nil
    } catch {
        return error as? HimatError
    }
}
