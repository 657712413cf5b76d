// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct CheckTests {
        private func checks(_ user: Deployed, _ words: String = "--quiet") async throws -> [(
            name: String, verdict: String, words: String
        )] {
            let outcome = try await user.type("check", "-o", "json", words)
            return try JSONValue.parse(outcome.output)["checks"]?.array?.map {
                ($0["name"]?.string ?? "", $0["verdict"]?.string ?? "", $0["words"]?.string ?? "")
            } ?? []
        }

        @Test func aHealthyDeploymentPassesAndNothingIsChanged() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let outcome = try await user.type("check")
                #expect(outcome.status == 0, "\(outcome.output)\(outcome.words)")
                #expect(!outcome.output.contains("FAIL") && !outcome.output.contains("warn "), "\(outcome.output)")
                for name in [
                    "server", "permissions", "nodes", "pod security", "network policies", "storage", "images", "pods",
                    "services", "workers", "versions", "balancer", "leftovers",
                ] { #expect(outcome.output.contains("pass  \(name) "), "\(name)\n\(outcome.output)") }
                #expect(
                    try await user.sandbox.mutations().filter {
                        !$0.contains("/exec") && !$0.contains("/namespaces/himat")
                    } == [])
                #expect(!outcome.output.contains(try await user.token()))
            }
        }

        @Test func beforeAnApplyThereIsNothingToFail() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type("check")
                #expect(outcome.status == 0, "\(outcome.output)")
                #expect(outcome.output.contains("next: himat-k8s apply"))
            }
        }

        @Test func whatIsWrongFailsWithTheNextStep() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                try await user.sandbox.turn(
                    "POST", "kube/exec",
                    ["labels": ["app.kubernetes.io/name": "dask-worker"], "versions": ["dask": "2020.1.0"]])
                try await user.sandbox.turn("POST", "kube/crash", ["labels": ["app.kubernetes.io/name": "jupyter"]])
                try await user.until("the notebook crashes") {
                    try await user.type("status").output.contains("jupyter: 0 of 1 ready")
                }
                let outcome = try await user.type("check")
                #expect(outcome.status == 1)
                let lines = outcome.output.split(separator: "\n").map(String.init)
                for text in ["FAIL  pods", "FAIL  services", "FAIL  versions", "FAIL  balancer"] {
                    let index = try #require(lines.firstIndex { $0.hasPrefix(text) }, "\(text)\n\(outcome.output)")
                    #expect(lines[index + 1].contains("next: "))
                }
                #expect(outcome.output.contains("next: himat-k8s logs jupyter --previous"))
            }
        }

        @Test func whoMayNothingIsToldWhich() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type("check", "--context", "none")
                #expect(outcome.status == 1)
                #expect(
                    outcome.output.contains("FAIL  permissions")
                        && outcome.output.contains("you may not create configmaps"))
                #expect(outcome.output.contains("without get pods/log there is no logs"))
            }
        }

        @Test func aServerThatIsAwayIsTheOneFailure() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn("POST", "kube/api-away", ["seconds": 60])
                let found = try await checks(user)
                #expect(found.filter { $0.verdict == "fail" }.map(\.name) == ["server"])
            }
        }

        @Test func straysAreWarnings() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let labels = ["app.kubernetes.io/managed-by": "himat", "app.kubernetes.io/part-of": "demo"]
                _ = try await user.client.create(
                    KubernetesObject(ObjectReference(.configMap, "old", namespace: "himat"), labels: labels))
                let found = try await checks(user)
                #expect(
                    found.contains {
                        $0.name == "leftovers" && $0.verdict == "warn" && $0.words.contains("ConfigMap old")
                    })
                #expect(try await user.type("check").status == 0)
            }
        }
    }
}
