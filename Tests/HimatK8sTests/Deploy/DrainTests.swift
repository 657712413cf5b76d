// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct DrainTests {
        private func node(_ kind: String, _ user: Deployed) async throws -> String {
            try #require(try await user.client.list(.node, .labels(["kind": kind])).items.map(\.name).min())
        }

        private func pods(on node: String, _ user: Deployed) async throws -> [String] {
            try await user.client.list(.pod, ObjectSelector(fields: "spec.nodeName=\(node)")).items.map(\.name)
        }

        private var person: Terminal {
            Terminal(isInputInteractive: true, isOutputInteractive: false, isErrorInteractive: true, width: 80)
        }

        @Test func aNodeIsEmptiedDaemonsStayAndItIsGivenBack() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn("POST", "kube/addon", ["name": "kube-proxy"])
                _ = try await user.apply()
                let node = try await node("spot", user)
                let outcome = try await user.type("drain", node, "--yes")
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(outcome.output.contains("\(node) is drained: ") && outcome.output.contains(", 1 stays."))
                #expect(outcome.words.contains("a daemon of every node"))
                let left = try await pods(on: node, user)
                #expect(left.count == 1 && left[0].hasPrefix("kube-proxy"))
                #expect(try await user.client.get(ObjectReference(.node, node))?.spec["unschedulable"] == true)
                #expect(try await user.type("uncordon", node).status == 0)
                #expect(try await user.client.get(ObjectReference(.node, node))?.spec["unschedulable"] == nil)
                #expect(try await user.type("uncordon", node).words.contains("takes pods already"))
            }
        }

        /// Says that no worker may go.
        private func forbid(_ user: Deployed) async throws -> ObjectReference {
            let kind = ObjectKind(
                group: "policy", version: "v1", kind: "PodDisruptionBudget", plural: "poddisruptionbudgets",
                isNamespaced: true)
            let budget = ObjectReference(kind, "all-of-them", namespace: "himat")
            let workers: JSONValue = ["matchLabels": ["app.kubernetes.io/name": .string(DaskWorkers.name)]]
            _ = try await user.client.apply(
                KubernetesObject(budget, ["spec": ["minAvailable": 3, "selector": workers]]))
            return budget
        }

        @Test func aBudgetThatForbidsItIsNamedWhenTheTimeIsOver() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                _ = try await forbid(user)
                let node = try await node("spot", user)
                let outcome = try await user.type("drain", node, "--yes", "--timeout", "3s")
                #expect(outcome.status == 3, "\(outcome.words)")
                #expect(outcome.words.contains("The disruption budget all-of-them"))
                #expect(outcome.words.contains("pods are still there"))
                #expect(outcome.words.contains("himat-k8s uncordon \(node)"))
            }
        }

        @Test func aBudgetThatIsLiftedLetsItGoOn() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let budget = try await forbid(user)
                let node = try await node("spot", user)
                async let drained = user.type("drain", node, "--yes", "--timeout", "60s")
                while try await !user.sandbox.mutations().contains(where: { $0.hasSuffix("/eviction") }) {
                    try await Task.sleep(for: .milliseconds(20))
                }
                try await user.client.delete(budget)
                let outcome = try await drained
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(try await pods(on: node, user).isEmpty)
            }
        }

        @Test func aNodeThatIsNotThereIsCorrected() async throws {
            try await Deployed.using { user in
                let node = try await node("spot", user)
                let outcome = try await user.type("drain", String(node.dropLast()), "--yes")
                #expect(outcome.status == 1)
                #expect(outcome.words.contains("did you mean \(node)?"), "\(outcome.words)")
                #expect(try await user.type("uncordon", "elsewhere").status == 1)
            }
        }

        @Test func theNotebooksNodeWantsItsNameTypedAndSaysWhatEnds() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let labels = ["app.kubernetes.io/name": Jupyter.name]
                let notebook = try await user.client.list(.pod, namespace: "himat", .labels(labels)).items.first
                let node = try #require(notebook?.spec["nodeName"]?.string)
                #expect(try await user.type("drain", node).status == 64)
                let refused = try await user.type("drain", node, terminal: person, answer: { "yes" })
                #expect(refused.status == 64)
                #expect(refused.words.contains("running kernels end"))
                #expect(try await user.sandbox.mutations() == [])
                let shown = try await user.type("drain", node, "--dry-run")
                #expect(shown.status == 0 && shown.words.contains("himat/jupyter-"))
                #expect(try await user.sandbox.mutations() == [])
            }
        }
    }
}
