// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct ApplyTests {
        @Test func aPlanWithNothingToDoLooksFirstAndThenComparesAndAsksNothingTwice() async throws {
            try await Deployed.using { user in
                #expect(try await user.apply().status == 0)
                #expect(try await user.type("plan", "--detailed-exitcode").status == 0)
                let log = try await user.sandbox.turn("GET", "log").array ?? []
                let requests = log.map { "\($0["method"]?.string ?? "") \($0["path"]?.string ?? "")" }
                #expect(Set(requests).count == requests.count)
                // Lists explain what is there and wait for nothing; an object's own address has no question mark.
                let looks = log.filter { $0["method"] == "GET" && $0["path"]?.string?.contains("?") == false }
                let lastLook = looks.compactMap { $0["time_end"]?.double }.max() ?? 0
                let tries = log.filter { $0["method"] == "PATCH" }
                let firstDryRun = tries.compactMap { $0["time_start"]?.double }.min() ?? 0
                #expect(firstDryRun >= lastLook, "one round of looking, one of dry runs")
                #expect(try await user.sandbox.mutations() == [])
            }
        }

        @Test func applyEndsWithTheTwoLinksWhichAnswer() async throws {
            try await Deployed.using { user in
                let outcome = try await user.apply()
                #expect(outcome.status == 0, "\(outcome.words)")
                let base = "http://localhost:\(user.port)"
                #expect(
                    outcome.output == """
                        jupyter_url = \(base)/lab
                        dask_url = \(base)/proxy/dask-scheduler:8787/status

                        """)
                let stored = try await user.live(.configMap, "himat-outputs")
                #expect(stored?.texts["jupyter_url"] == "\(base)/lab")
                #expect(stored?.texts["workers"] == "3")
            }
        }

        @Test func aSecondApplyChangesNothingAndEndsTheSame() async throws {
            try await Deployed.using { user in
                let first = try await user.apply()
                let second = try await user.type("apply", "--yes")
                #expect(second.status == 0)
                #expect(second.output == first.output)
                #expect(try await user.sandbox.mutations() == [])
                #expect(try await user.type("plan", "--detailed-exitcode").status == 0)
            }
        }

        @Test func thePlanNamesTheFieldsAndApplyChangesThemAndNoOthers() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let wish = ["dask_worker_count": "5"]
                let plan = try await user.type("plan", "--detailed-exitcode", settings: wish)
                #expect(plan.status == 2)
                #expect(plan.output.contains("spec.replicas  3 -> 5") || plan.words.contains("spec.replicas  3 -> 5"))
                #expect(try await user.sandbox.mutations() == [])
                #expect(try await user.type("apply", "--yes", settings: wish).status == 0)
                let changed = try await user.sandbox.mutations().filter { !$0.contains("/leases") }
                #expect(
                    Set(changed) == [
                        "PATCH /apis/apps/v1/namespaces/himat/deployments/dask-worker",
                        "PATCH /api/v1/namespaces/himat/configmaps/himat-outputs",
                    ])
                #expect(try await user.type("plan", "--detailed-exitcode", settings: wish).status == 0)
            }
        }

        @Test func moreWorkersThanFitAreSaidAndNoFailure() async throws {
            try await Deployed.using { user in
                let outcome = try await user.apply(settings: ["dask_worker_count": "12", "dask_worker_mb_ram": "10000"])
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(
                    outcome.words.contains(
                        "3 of 12 pods fit on none of 4 nodes: memory is short on 4 of 4 nodes: 10000M asked"))
                #expect(outcome.output.hasSuffix("/status\n"))
            }
        }

        @Test func autoFillsTheNodesLeavesNoPodPendingAndStaysWhenANodeIsLost() async throws {
            try await Deployed.using { user in
                let wish = ["dask_worker_count": "auto", "dask_worker_mb_ram": "10000"]
                #expect(try await user.apply(settings: wish).status == 0)
                let worker = try await user.live(.deployment, "dask-worker")
                let count = try #require(worker?.spec["replicas"]?.int)
                let pods = try await user.client.list(.pod, namespace: "himat").items
                #expect(count == 9)
                #expect(pods.allSatisfy { PodTrouble($0) == nil })
                let node = try #require(try await user.client.list(.node, .labels(["kind": "spot"])).items.first)
                _ = try await user.client.merge(ObjectReference(.node, node.name), ["spec": ["unschedulable": true]])
                let plan = try await user.type("plan", "--detailed-exitcode", settings: wish)
                #expect(plan.status == 0)
                #expect((plan.words + plan.output).contains("--refresh workers"))
                let refreshed = try await user.type(
                    "plan", "--detailed-exitcode", "--refresh", "workers", settings: wish)
                #expect(refreshed.status == 2)
            }
        }

        @Test func anImageThatIsMissingIsNamedWhileItIsWaitedFor() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn(
                    "POST", "kube/missing-image", ["image": "pangeo-notebook", "message": "manifest unknown"])
                let outcome = try await user.type("apply", "--yes", "--timeout", "6s")
                #expect(outcome.status == 3 || outcome.status == 1)
                #expect(outcome.words.contains("manifest unknown"))
                #expect(outcome.words.contains("pangeo-notebook:"))
                #expect(outcome.output == "")
            }
        }

        @Test func aRefusedQuotaIsSaidInTheServersWords() async throws {
            try await Deployed.using { user in
                _ = try await user.client.apply(KubernetesObject(ObjectReference(.namespace, "himat")))
                _ = try await user.client.apply(
                    KubernetesObject(
                        ObjectReference(.resourceQuota, "small", namespace: "himat"),
                        ["spec": ["hard": ["pods": "1"]]]))
                let outcome = try await user.type("apply", "--yes", "--timeout", "6s")
                #expect(outcome.status != 0)
                #expect(outcome.words.contains("exceeded quota"))
            }
        }

        @Test func anApplyThatWasKilledIsFinishedByTheNext() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn(
                    "POST", "rules",
                    [
                        [
                            "match": ["plane": "kube", "method": "PATCH", "path": "deployments/dask-worker"],
                            "effect": "cut", "when": "after",
                        ]
                    ])
                #expect(try await user.type("apply", "--yes", "--timeout", "6s").status != 0)
                try await user.sandbox.turn("DELETE", "rules")
                let second = try await user.apply()
                #expect(second.status == 0, "\(second.words)")
                #expect(try await user.type("plan", "--detailed-exitcode").status == 0)
            }
        }

        @Test func whoHoldsTheLockIsNamed() async throws {
            try await Deployed.using { user in
                let lease = KubernetesLease(
                    name: "himat-demo", holder: "ann@laptop/4711/run-1", client: user.client, clock: SystemClock())
                try await lease.acquire()
                let outcome = try await user.type("apply", "--yes")
                #expect(outcome.status == 1)
                #expect(outcome.words.contains("ann@laptop/4711/run-1 since "))
                #expect(try await user.live(.service, "jupyter") == nil)
            }
        }
    }
}
