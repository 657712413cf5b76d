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
