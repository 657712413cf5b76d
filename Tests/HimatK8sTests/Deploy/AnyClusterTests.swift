// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    /// A cluster that stage one did not make: kind, minikube, one on premises.
    @Suite struct AnyClusterTests {
        private func label(_ user: Deployed, _ kind: JSONValue) async throws {
            for node in try await user.client.list(.node).items where node.labels["kind"] != nil {
                let labels: JSONValue = ["metadata": ["labels": ["kind": kind]]]
                _ = try await user.client.merge(ObjectReference(.node, node.name), labels)
            }
        }

        private func pod(_ user: Deployed, _ name: String) async throws -> JSONValue? {
            try await user.live(.deployment, name)?.spec.at("template", "spec")
        }

        /// No keys, and a proxy at which nobody listens between this machine and every host but the cluster.
        @Test func nothingIsAskedOfAWS() async throws {
            try await Deployed.using { user in
                let cage = [
                    "HTTPS_PROXY": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1",
                    "NO_PROXY": "127.0.0.1,localhost", "AWS_EC2_METADATA_DISABLED": "true",
                ]
                for words in [["apply", "--yes"], ["status"], ["urls"], ["destroy", "--yes"]] {
                    let outcome = try await user.type(words: words, variables: cage)
                    #expect(outcome.status == 0, "\(words): \(outcome.words)")
                }
            }
        }

        @Test func theNamespaceThatHiMATMakesAdmitsNoRootAndOneThatWasThereKeepsItsRules() async throws {
            let label = "pod-security.kubernetes.io/enforce"
            try await Deployed.using { user in
                #expect(try await user.apply().status == 0)
                let own = try await user.client.get(ObjectReference(.namespace, "himat"))
                #expect(own?.labels[label] == "restricted")
            }
            try await Deployed.using { user in
                var theirs = KubernetesObject(ObjectReference(.namespace, "himat"))
                theirs.json["metadata"]?["labels"] = [label: "privileged"]
                _ = try await user.client.create(theirs)
                #expect(try await user.apply().status == 0)
                let kept = try await user.client.get(ObjectReference(.namespace, "himat"))
                #expect(kept?.labels[label] == "privileged")
            }
        }

        @Test func withoutADefaultStorageClassTheApplyIsRefusedWithTheKeyToSet() async throws {
            try await Deployed.using { user in
                let standard = ObjectReference(.storageClass, "standard")
                _ = try await user.client.merge(standard, ["metadata": ["annotations": nil]])
                let refused = try await user.type("apply", "--yes")
                #expect(refused.status == 4)
                #expect(refused.words.contains("no default StorageClass"))
                #expect(refused.words.contains("storage_class: standard"))
                #expect(try await user.live(.deployment, "jupyter") == nil)
                let unknown = try await user.type("apply", "--yes", settings: ["storage_class": "fast"])
                #expect(unknown.status == 4)
                #expect(unknown.words.contains("there are: standard"))
                let named = try await user.apply(settings: ["storage_class": "standard"])
                #expect(named.status == 0, "\(named.words)")
                let claim = try await user.live(.persistentVolumeClaim, "jupyter-home")
                #expect(claim?.spec["storageClassName"] == "standard")
            }
        }

        @Test func podsAreBoundToTheirNodesOnlyWhereNodesAreLabelled() async throws {
            try await Deployed.using { user in
                #expect(try await user.apply().status == 0)
                #expect(try await pod(user, "jupyter")?["nodeSelector"] == ["kind": "stable"])
                #expect(try await pod(user, "dask-worker")?["nodeSelector"] == ["kind": "spot"])
                // Decided once: nodes that come and go change no pod.
                try await label(user, nil)
                #expect(try await user.type("plan", "--detailed-exitcode").status == 0)
                let anew = try await user.type("plan", "--detailed-exitcode", "--refresh", "placement")
                #expect(anew.status == 2)
            }
            try await Deployed.using { user in
                try await label(user, nil)
                let outcome = try await user.apply()
                #expect(outcome.status == 0, "\(outcome.words)")
                for name in ["jupyter", "dask-scheduler", "dask-worker"] {
                    let pod = try await pod(user, name)
                    #expect(pod?["nodeSelector"] == nil && pod?["affinity"] != nil)
                }
            }
        }

        @Test func aCertificateOfAWSIsRefusedWhereAWSMakesNoBalancer() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type(
                    "plan",
                    settings: ["tls_certificate_arn": RenderedMode.certificate, "jupyter_host": "a.example.org"])
                #expect(outcome.status == 4)
                #expect(outcome.words.contains("tls_certificate_arn is for the balancer that AWS makes"))
            }
        }
    }
}
