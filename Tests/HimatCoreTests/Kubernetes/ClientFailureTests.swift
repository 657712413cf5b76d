// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Synchronization
import Testing

@testable import HimatKubernetes

/// How the client behaves when the server misbehaves, which only the sandbox does on demand.
@Suite struct ClientFailureTests {
    private let namespace = "default"

    private func map(_ value: String) -> KubernetesObject {
        KubernetesObject(ObjectReference(.configMap, "m", namespace: namespace), ["data": ["v": .string(value)]])
    }

    @Test func aWatchThatIsCutGoesOnWhereItWas() async throws {
        try await KubernetesSandbox.running { sandbox in
            let client = try sandbox.client()
            var values: [String] = []
            let watch = client.watch(
                .configMap, namespace: namespace, .name("m"), until: Date().addingTimeInterval(300))
            for try await event in watch {
                switch event {
                case .listed:
                    values.append("listed")
                    _ = try await client.apply(map("1"))
                case .added:
                    values.append("1")
                    try await sandbox.turn("POST", "kube/cut-watches")
                    _ = try await client.apply(map("2"))
                case .modified(let object):
                    values.append(object.texts["v"] ?? "")
                case .deleted: break
                }
                if values.last == "2" { break }
            }
            #expect(values == ["listed", "1", "2"])
        }
    }

    @Test func aWatchWhosePastIsForgottenListsAgain() async throws {
        try await KubernetesSandbox.running { sandbox in
            let client = try sandbox.client()
            var lists = 0
            let watch = client.watch(
                .configMap, namespace: namespace, .name("m"), until: Date().addingTimeInterval(300))
            for try await event in watch {
                guard case .listed(let objects) = event else { continue }
                lists += 1
                if lists == 2 {
                    #expect(objects.first?.texts["v"] == "2")
                    break
                }
                try await sandbox.turn("POST", "kube/cut-watches")
                _ = try await client.apply(map("1"))
                _ = try await client.apply(map("2"))
                try await sandbox.turn("POST", "kube/compact")
            }
            #expect(lists == 2)
        }
    }

    @Test func aCredentialIsRenewedOnceWhenItIsRefused() async throws {
        try await KubernetesSandbox.running { sandbox in
            let good = try await sandbox.client().connection.credentials()
            var connection = try sandbox.client().connection
            let asked = Mutex(0)
            connection.credentials = {
                let number = asked.withLock { value in
                    value += 1
                    return value
                }
                return number == 1 ? KubernetesCredential(token: Sensitive("stale")) : good
            }
            let http = HTTPClient(environment: .none)
            defer { http.close() }
            let client = KubernetesClient(connection, sender: http)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { _ = try await client.list(.configMap, namespace: "default") } }
                try await group.waitForAll()
            }
            #expect(asked.withLock { $0 } == 2)
        }
    }

    @Test func aCallerWithoutRightsIsToldWhichRightIsMissing() async throws {
        try await KubernetesSandbox.running { sandbox in
            let error = await failure { try await sandbox.client(as: "none").list(.secret, namespace: "default") }
            #expect(error?.code == .denied)
            #expect(error?.kubernetesStatus?.message.contains("cannot list resource \"secrets\"") == true)
        }
    }

    @Test func aClientCertificateIsEnough() async throws {
        try await KubernetesSandbox.running { sandbox in
            let nodes = try await sandbox.client(as: "certificate").list(.node)
            #expect(!nodes.items.isEmpty)
        }
    }

    @Test func aServerThatAsksToSlowDownIsAskedAgain() async throws {
        try await KubernetesSandbox.running { sandbox in
            try await sandbox.turn(
                "POST", "rules",
                [
                    [
                        "match": ["plane": "kube", "path": "configmaps"], "effect": "fail", "status": 429,
                        "code": "TooManyRequests", "headers": ["Retry-After": "0"], "times": 2,
                    ]
                ])
            let http = HTTPClient(environment: .none)
            defer { http.close() }
            let client = try sandbox.client(sender: RetryMiddleware(next: http))
            _ = try await client.list(.configMap, namespace: "default")
        }
    }

    @Test func warningsOfTheServerAreShown() async throws {
        #expect(
            KubernetesClient.warningText("299 - \"would violate PodSecurity \\\"restricted\\\"\"")
                == "would violate PodSecurity \"restricted\"")
    }
}
