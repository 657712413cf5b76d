// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct PlanTests {
        @Test func aPlanIntoANamespaceThatIsNotThereCreatesEverythingAndChangesNothing() async throws {
            try await Deployed.using { user in
                let plan = try await user.type("plan", "--detailed-exitcode")
                #expect(plan.status == 2, "\(plan.words)")
                #expect(plan.output.contains("Plan: 16 to create, 0 to change, 0 to destroy."), "\(plan.output)")
                #expect(try await user.sandbox.mutations() == [])
                #expect(try await user.client.get(ObjectReference(.namespace, "himat")) == nil)
            }
        }

        @Test func whatTheServerWouldNotTakeIsSeenBeforeAnythingIsMade() async throws {
            try await Deployed.using { user in
                _ = try await user.client.apply(KubernetesObject(ObjectReference(.namespace, "himat")))
                try await user.sandbox.turn(
                    "POST", "rules",
                    [
                        [
                            "match": ["plane": "kube", "method": "PATCH", "path": "networkpolicies/dask-worker"],
                            "effect": "fail", "status": 403, "code": "Forbidden",
                            "message": "admission webhook \"rules.example.com\" denied the request: no policies here",
                        ]
                    ])
                let outcome = try await user.apply()
                #expect(outcome.status == 4, "\(outcome.words)")
                #expect(outcome.words.contains("Planning NetworkPolicy himat/dask-worker was refused"))
                #expect(outcome.words.contains("denied the request: no policies here"))
                #expect(try await user.live(.service, "jupyter") == nil)
            }
        }

        @Test func everyConflictIsNamedWithItsOwnerForPeopleAndPrograms() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                func other(_ name: String) -> KubernetesClient {
                    KubernetesClient(
                        user.client.connection, sender: HTTPClient(environment: .none), manager: name)
                }
                let worker = ObjectReference(.deployment, "dask-worker", namespace: "himat")
                _ = try await other("hpa").apply(KubernetesObject(worker, ["spec": ["replicas": 2]]), force: true)
                let service = ObjectReference(.service, "jupyter", namespace: "himat")
                _ = try await other("ann").apply(
                    KubernetesObject(service, ["spec": ["loadBalancerSourceRanges": ["10.0.0.0/8"]]]), force: true)
                let plan = try await user.type("plan")
                #expect(plan.status == 4)
                #expect(plan.output.contains("  .spec.replicas is owned by hpa"))
                #expect(plan.output.contains("  .spec.loadBalancerSourceRanges is owned by ann"))
                let json = try JSONValue.parse(try await user.type("plan", "-o", "json").output)
                let details = json["refusals"]?.array?.flatMap { $0["details"]?.array ?? [] }.compactMap(\.string)
                #expect(Set(details ?? []).isSuperset(of: [".spec.replicas is owned by hpa"]))
            }
        }

        @Test func whatServerAndControllersAddIsNoChange() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let worker = ObjectReference(.deployment, "dask-worker", namespace: "himat")
                _ = try await user.client.merge(
                    worker, ["metadata": ["annotations": ["example.com/note": "theirs"]]])
                let plan = try await user.type("plan", "--detailed-exitcode")
                #expect(plan.status == 0, "\(plan.output)")
                #expect(plan.output.hasSuffix("No changes.\n"))
                let json = try JSONValue.parse(try await user.type("plan", "-o", "json").output)
                #expect(json["summary"]?["unchanged"] == 16)
                #expect(json["changes_pending"] == false)
            }
        }

        @Test func whatIsPrunedIsShownAndGoesOnlyWithItsOwnUID() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let labels = ObjectNames.labels(cluster: "demo")
                let old = ObjectReference(.configMap, "old", namespace: "himat")
                let made = try await user.client.apply(KubernetesObject(old, labels: labels, ["data": [:]]))
                let list = try #require(try await user.live(.configMap, "himat-set"))
                let text = (list.texts["objects"] ?? "") + "v1 ConfigMap old \(made.uid)\n"
                _ = try await user.client.merge(
                    ObjectReference(.configMap, "himat-set", namespace: "himat"), ["data": ["objects": .string(text)]])
                let plan = try await user.type("plan")
                #expect(plan.output.contains("- config-map.old (\(made.uid))  no longer asked for"))
                // Somebody else's of the same name takes its place: theirs stays.
                try await user.client.delete(old)
                let theirs = try await user.client.create(KubernetesObject(old, ["data": ["theirs": "yes"]]))
                #expect(try await user.type("apply", "--yes", "--take-ownership").status == 0)
                #expect(try await user.client.get(old)?.uid == theirs.uid)
                #expect(try await user.live(.configMap, "himat-set")?.texts["objects"]?.contains(made.uid) == false)
            }
        }
    }
}
