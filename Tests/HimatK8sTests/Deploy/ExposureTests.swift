// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct ExposureTests {
        private let forward = ["exposure": "port-forward"]

        @Test func withPortForwardThereIsNoBalancerAndNobodysAddressIsAsked() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type(
                    "apply", "--yes", "--timeout", "60s", "--set", "allowed_cidrs=auto", "--set",
                    "address_service=http://127.0.0.1:9/", settings: forward)
                #expect(outcome.status == 0, "\(outcome.words)")
                let base = "http://127.0.0.1:\(user.port)"
                #expect(
                    outcome.output == """
                        jupyter_url = \(base)/lab
                        dask_url = \(base)/proxy/dask-scheduler:8787/status

                        """)
                #expect(outcome.words.contains("himat-k8s open"))
                #expect(!outcome.words.contains("in clear"))
                let service = try await user.live(.service, "jupyter")
                #expect(service?.spec["type"] == "ClusterIP")
                #expect(service?.spec["loadBalancerSourceRanges"] == nil)
                #expect(service?.annotations.isEmpty == true)
                #expect(try await user.type("plan", "--detailed-exitcode", settings: forward).status == 0)
                let status = try await user.type("status", settings: forward)
                #expect(status.output.contains("Scheduler counts 3 workers"), "\(status.output)\(status.words)")
                let fewer = try await user.type("scale", "2", "--yes", settings: forward)
                #expect(fewer.words.contains("these workers go"), "\(fewer.words)")
            }
        }

        @Test func applyChecksTheWorkersThroughAForwardOfItsOwn() async throws {
            try await Deployed.using { user in
                let outcome = try await user.apply(settings: forward)
                #expect(outcome.status == 0)
                try await user.sandbox.turn(
                    "POST", "kube/unready", ["labels": ["app.kubernetes.io/name": "jupyter"]])
                try await user.until { try await user.live(.deployment, "jupyter")?.status["readyReplicas"] == nil }
                let late = try await user.type("apply", "--yes", "--timeout", "4s", settings: forward)
                #expect(late.status == 3)
                #expect(late.output == "")
            }
        }

        @Test func itChangesInEitherDirection() async throws {
            try await Deployed.using { user in
                let balanced = try await user.apply()
                #expect(balanced.words.contains("safer: himat-k8s open"))
                #expect(!balanced.words.contains("kubectl"))
                let forwarded = try await user.apply(settings: forward)
                #expect(forwarded.status == 0, "\(forwarded.words)")
                let service = try #require(try await user.live(.service, "jupyter"))
                #expect(service.spec["type"] == "ClusterIP")
                #expect(service.finalizers.isEmpty)
                #expect(service.status.at("loadBalancer", "ingress") == nil)
                #expect(try await user.type("plan", "--detailed-exitcode", settings: forward).status == 0)
                let back = try await user.apply()
                #expect(back.status == 0, "\(back.words)")
                #expect(back.output == balanced.output)
                let plan = try await user.type("plan", "--detailed-exitcode")
                #expect(plan.status == 0, "\(plan.output)\(plan.words)")
            }
        }
    }
}
