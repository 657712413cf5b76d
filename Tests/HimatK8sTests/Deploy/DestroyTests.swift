// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct DestroyTests {
        @Test func theHomeStaysUnlessItsDeletionIsTyped() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let claim = try await user.live(.persistentVolumeClaim, "jupyter-home")
                let outcome = try await user.type("destroy", "--yes")
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(outcome.output.contains("kept     persistent-volume-claim.jupyter-home"))
                #expect(try await user.live(.persistentVolumeClaim, "jupyter-home")?.uid == claim?.uid)
                #expect(try await user.live(.deployment, "jupyter") == nil)
                #expect(try await user.apply().status == 0)
                #expect(try await user.live(.persistentVolumeClaim, "jupyter-home")?.uid == claim?.uid)
                let refused = try await user.type("destroy", "--yes", "--delete-volume")
                #expect(refused.status != 0)
                #expect(try await user.type("destroy", "--delete-volume", "--confirm", "demo").status == 0)
                #expect(try await user.client.get(ObjectReference(.namespace, "himat")) == nil)
            }
        }

        @Test func aDestroyOfNothingSucceeds() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type("destroy", "--yes")
                #expect(outcome.status == 0, "\(outcome.words)")
            }
        }

        @Test func aNamespaceThatOthersUseStaysWithTheirThings() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let theirs = ObjectReference(.configMap, "theirs", namespace: "himat")
                _ = try await user.client.create(KubernetesObject(theirs, ["data": [:]]))
                let outcome = try await user.type("destroy", "--delete-volume", "--confirm", "demo")
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(outcome.output.contains("others use it: ConfigMap theirs"))
                #expect(try await user.client.get(theirs) != nil)
                #expect(try await user.live(.service, "jupyter") == nil)
            }
        }

        @Test func aNamespaceThatWasThereBeforeStays() async throws {
            try await Deployed.using { user in
                _ = try await user.client.create(KubernetesObject(ObjectReference(.namespace, "himat")))
                #expect(try await user.apply().status == 0)
                #expect(try await user.type("destroy", "--delete-volume", "--confirm", "demo").status == 0)
                let namespace = try await user.client.get(ObjectReference(.namespace, "himat"))
                #expect(namespace?.isTerminating == false)
                #expect(namespace?.labels["app.kubernetes.io/managed-by"] == nil)
            }
        }

        @Test func theBalancerGoesFirstAndTheListLast() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                try await user.sandbox.turn("POST", "times", ["balancer_drop": 1])
                #expect(try await user.type("destroy", "--confirm", "demo", "--delete-volume").status == 0)
                let order = try await user.sandbox.mutations().filter { !$0.contains("/leases") }
                #expect(order.first == "DELETE /api/v1/namespaces/himat/services/jupyter")
                #expect(
                    order.suffix(2) == [
                        "DELETE /api/v1/namespaces/himat/configmaps/himat-set", "DELETE /api/v1/namespaces/himat",
                    ])
                let log = try await user.sandbox.turn("GET", "log").array ?? []
                let times = log.filter { $0["method"]?.string == "DELETE" && $0["resource"]?.string != "leases" }
                    .compactMap { $0["time_start"]?.double }
                #expect(times[1] - times[0] >= 1, "the rest did not wait for the balancer")
            }
        }

        @Test func aPodOnANodeThatDoesNotAnswerIsNamedWithItsNode() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let pods = try await user.client.list(.pod, namespace: "himat").items
                let pod = try #require(pods.first { $0.name.hasPrefix("jupyter-") })
                let node = try #require(pod.spec["nodeName"]?.string)
                try await user.sandbox.turn("POST", "kube/node-asleep", ["node": .string(node)])
                try await user.until {
                    let live = try await user.client.get(ObjectReference(.node, node))
                    return live?.condition("Ready")?["status"]?.string != "True"
                }
                let outcome = try await user.type("destroy", "--yes", "--timeout", "12s")
                #expect(outcome.status == 3, "\(outcome.words)")
                #expect(outcome.words.contains("pod \(pod.name) cannot end: its node \(node) does not answer"))
                try await user.sandbox.turn("POST", "kube/node-asleep", ["node": .string(node), "off": true])
                #expect(try await user.type("destroy", "--yes").status == 0)
            }
        }

        @Test func aFinalizerIsNamedWithWhoPutItThere() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let backup = KubernetesClient(
                    user.client.connection, sender: HTTPClient(environment: .none), manager: "velero")
                let files = ObjectReference(.configMap, "jupyter-files", namespace: "himat")
                _ = try await backup.merge(files, ["metadata": ["finalizers": ["example.com/backup"]]])
                let outcome = try await user.type("destroy", "--yes", "--timeout", "12s")
                #expect(outcome.status == 3, "\(outcome.words)")
                #expect(outcome.words.contains("config-map.jupyter-files: "))
                #expect(outcome.words.contains("held by example.com/backup of velero"))
                _ = try await backup.merge(files, ["metadata": ["finalizers": nil]])
                #expect(try await user.type("destroy", "--yes").status == 0)
            }
        }

        @Test func aNamespaceIsKeptForForeignThingsOfAnyKind() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let budget = ObjectKind(
                    group: "policy", version: "v1", kind: "PodDisruptionBudget", plural: "poddisruptionbudgets",
                    isNamespaced: true)
                let theirs = ObjectReference(budget, "theirs", namespace: "himat")
                _ = try await user.client.create(
                    KubernetesObject(
                        theirs, ["spec": ["maxUnavailable": 1, "selector": ["matchLabels": ["app": "theirs"]]]]))
                let outcome = try await user.type("destroy", "--delete-volume", "--confirm", "demo")
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(outcome.output.contains("others use it: PodDisruptionBudget theirs"))
                #expect(try await user.client.get(theirs) != nil)
            }
        }

        @Test func aFileInTheHomeFolderSurvivesDestroyAndApply() async throws {
            try await Deployed.using { user in
                let own = ["HIMAT_JUPYTER_TOKEN": "my-very-own-token-1234"]
                #expect(try await user.type("apply", "--yes", "--timeout", "60s", variables: own).status == 0)
                let home = "http://localhost:\(user.port)/api/contents/notes.txt"
                let put = try await user.browse(
                    "PUT", home, ["type": "file", "format": "text", "content": "precious"])
                #expect(put.status == 201 || put.status == 200)
                #expect(try await user.type("destroy", "--yes").status == 0)
                #expect(try await user.live(.deployment, "jupyter") == nil)
                #expect(try await user.type("apply", "--yes", "--timeout", "60s", variables: own).status == 0)
                let found = try await user.browse("GET", home)
                #expect(try JSONValue.parse(found.body)["content"]?.string == "precious")
            }
        }

        @Test func withoutItsListADestroyGoesByLabelsAndByWhoApplied() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let labels = ObjectNames.labels(cluster: "demo")
                let former = ObjectReference(.configMap, "former", namespace: "himat")
                _ = try await user.client.apply(KubernetesObject(former, labels: labels, ["data": [:]]))
                try await user.client.delete(ObjectReference(.configMap, "himat-set", namespace: "himat"))
                let plan = try await user.type("plan")
                #expect(plan.output.contains("+ config-map.himat-set"))
                #expect(plan.output.contains("1 to create, 0 to change, 0 to destroy"))
                #expect(try await user.type("destroy", "--yes").status == 0)
                #expect(try await user.client.get(former) == nil)
            }
        }

        @Test func aLookAlikeIsNotTouched() async throws {
            try await Deployed.using { user in
                _ = try await user.client.create(KubernetesObject(ObjectReference(.namespace, "himat")))
                let alike = ObjectReference(.configMap, "jupyter-files", namespace: "himat")
                _ = try await user.client.create(KubernetesObject(alike, ["data": ["theirs": "yes"]]))
                #expect(try await user.type("destroy", "--yes").status == 0)
                #expect(try await user.client.get(alike)?.texts == ["theirs": "yes"])
            }
        }
    }
}
