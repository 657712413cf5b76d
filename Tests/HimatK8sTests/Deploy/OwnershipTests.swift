// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct OwnershipTests {
        private func foreignService(_ user: Deployed) async throws {
            _ = try await user.client.apply(KubernetesObject(ObjectReference(.namespace, "himat")))
            let theirs = KubernetesClient(
                user.client.connection, sender: HTTPClient(environment: .none), manager: "ann")
            _ = try await theirs.apply(
                KubernetesObject(
                    ObjectReference(.service, "jupyter", namespace: "himat"),
                    ["spec": ["ports": [["port": 80, "protocol": "TCP"]], "selector": ["app": "theirs"]]]))
        }

        @Test func anObjectOfSomebodyElseStopsThePlanAndStays() async throws {
            try await Deployed.using { user in
                try await foreignService(user)
                let outcome = try await user.apply()
                #expect(outcome.status == 4)
                #expect(outcome.words.contains("Service himat/jupyter exists and HiMAT did not make it"))
                #expect(outcome.words.contains("--take-ownership"))
                let service = try await user.live(.service, "jupyter")
                #expect(service?.spec["selector"] == ["app": "theirs"])
                #expect(try await user.live(.deployment, "jupyter") == nil)
            }
        }

        @Test func aFieldThatSomebodySetIsAConflictNamedWithItsOwner() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let hpa = KubernetesClient(
                    user.client.connection, sender: HTTPClient(environment: .none), manager: "hpa")
                let worker = ObjectReference(.deployment, "dask-worker", namespace: "himat")
                _ = try await hpa.apply(KubernetesObject(worker, ["spec": ["replicas": 2]]), force: true)
                let stopped = try await user.type("plan")
                #expect((stopped.words + stopped.output).contains(".spec.replicas is owned by hpa"))
                #expect(try await user.type("apply", "--yes").status == 4)
                #expect(try await user.live(.deployment, "dask-worker")?.spec["replicas"] == 2)
                #expect(try await user.type("apply", "--yes", "--take-ownership").status == 0)
                #expect(try await user.live(.deployment, "dask-worker")?.spec["replicas"] == 3)
            }
        }

        @Test func onlyWhatTheListRemembersIsPruned() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let labels = ObjectNames.labels(cluster: "demo")
                let old = try await user.client.apply(
                    KubernetesObject(
                        ObjectReference(.configMap, "old", namespace: "himat"), labels: labels, ["data": [:]]))
                _ = try await user.client.apply(
                    KubernetesObject(
                        ObjectReference(.configMap, "mine", namespace: "himat"), labels: labels, ["data": [:]])
                )
                _ = try await user.client.apply(
                    KubernetesObject(
                        ObjectReference(.configMap, "reborn", namespace: "himat"), labels: labels, ["data": [:]]))
                let list = try #require(try await user.live(.configMap, "himat-set"))
                let text =
                    (list.texts["objects"] ?? "") + "v1 ConfigMap old \(old.uid)\n"
                    + "v1 ConfigMap reborn another-uid\n"
                _ = try await user.client.merge(
                    ObjectReference(.configMap, "himat-set", namespace: "himat"), ["data": ["objects": .string(text)]])
                let outcome = try await user.type("apply", "--yes", "--take-ownership")
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(try await user.live(.configMap, "old") == nil)
                #expect(try await user.live(.configMap, "mine") != nil)
                #expect(try await user.live(.configMap, "reborn") != nil)
            }
        }

        @Test func anotherNamespaceIsRefusedWhileTheFirstIsInUse() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let outcome = try await user.type("apply", "--yes", settings: ["namespace": "elsewhere"])
                #expect(outcome.status == 4)
                #expect(outcome.words.contains("is deployed in the namespace himat, not in elsewhere"))
            }
        }
    }
}
