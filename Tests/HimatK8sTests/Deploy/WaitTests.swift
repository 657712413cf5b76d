// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    /// What an apply says while it waits, and how it ends when the wait is in vain.
    @Suite struct WaitTests {
        @Test func aCrashIsShownWithItsLastLinesAndWithoutTheToken() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn("POST", "times", ["crash_back_off": 0.1])
                try await user.sandbox.turn(
                    "POST", "kube/crash",
                    [
                        "labels": ["app.kubernetes.io/name": "jupyter"],
                        "log": [
                            "http://0.0.0.0:8888/lab?token=my-very-own-token-1234", "key my-very-own-token-1234",
                            "ModuleNotFoundError: No module named 'xarray'",
                        ],
                    ])
                let outcome = try await user.apply(
                    untilItSays: "ModuleNotFoundError: No module named 'xarray'",
                    variables: ["HIMAT_JUPYTER_TOKEN": "my-very-own-token-1234"])
                #expect(outcome.status == 130)
                #expect(outcome.words.contains("its program ended with 1"))
                #expect(outcome.words.contains("its last lines: "))
                #expect(outcome.words.contains("token=(hidden) | key (token) | "))
                #expect(!outcome.words.contains("my-very-own-token-1234"))
            }
        }

        @Test func aPodThatFitsNowhereSaysWhatIsShortWhereAndWhatWouldFit() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type(
                    "apply", "--yes", "--timeout", "12s", settings: ["jupyter_mb_ram": "40000"])
                #expect(outcome.status == 3, "\(outcome.words)")
                #expect(outcome.words.contains("deployment.jupyter: Deployment himat/jupyter is still "))
                #expect(outcome.words.contains("memory is short on 4 of 4 nodes: 40000M asked, at most "))
                #expect(outcome.words.contains("next: jupyter_mb_ram up to 33"))
                #expect(outcome.words.contains("would fit, or choose a larger stable_instance_type"))
            }
        }

        @Test func aClusterWithoutNodesIsNamedAsSuch() async throws {
            try await Deployed.using { user in
                for group in ["himat-stable", "himat-spot"] {
                    try await user.sandbox.turn("POST", "kube/nodes", ["group": .string(group), "nodes": []])
                }
                let outcome = try await user.apply(untilItSays: "0 of 1 ready; no node has joined yet")
                #expect(outcome.words.contains("deployment.jupyter: still creating"))
            }
        }

        @Test func aVolumeThatCannotBeAttachedIsSaidInTheDriversWords() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn(
                    "POST", "kube/attach-trouble", ["words": "the volume is attached to i-0abc"])
                let outcome = try await user.apply(untilItSays: "the volume is attached to i-0abc")
                #expect(outcome.words.contains("FailedAttachVolume: AttachVolume.Attach failed for volume"))
            }
        }

        @Test func aBalancerThatCannotBeMadeIsSaidInTheCloudsWords() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn(
                    "POST", "kube/balancer-trouble", ["words": "TooManyLoadBalancers: 20 of 20"])
                let outcome = try await user.apply(untilItSays: "TooManyLoadBalancers: 20 of 20")
                #expect(outcome.words.contains("service.jupyter: still creating"))
                #expect(outcome.output == "")
            }
        }

        @Test func aQuotaThatRefusesEveryPodIsSaidAtOnceWithTheWayOut() async throws {
            try await Deployed.using { user in
                let space = ObjectReference(.namespace, "himat")
                _ = try await user.client.apply(KubernetesObject(space))
                let quota = ObjectReference(.resourceQuota, "none", namespace: "himat")
                _ = try await user.client.apply(KubernetesObject(quota, ["spec": ["hard": ["pods": "0"]]]))
                let outcome = try await user.type("apply", "--yes", "--timeout", "12s")
                #expect(outcome.status == 3)
                #expect(outcome.words.contains("0 of 1 ready; pods \"jupyter-"))
                #expect(outcome.words.contains("exceeded quota: none"))
                #expect(outcome.words.contains("next: raise the quota (kubectl -n himat describe resourcequota)"))
            }
        }

        @Test func aServerThatGoesAwayForAWhileIsSaidAndOutlived() async throws {
            try await Deployed.using { user in
                // Nothing is ready before the server went and came back.
                try await user.sandbox.turn("POST", "kube/balancer-trouble", ["words": "not yet"])
                let errors = BufferOutput()
                async let running = user.type("apply", "--yes", "--timeout", "120s", errors: errors)
                try await user.until { errors.text.contains("not yet") }
                try await user.sandbox.turn("POST", "kube/api-away", ["seconds": 60])
                try await user.until { errors.text.contains("the API server does not answer") }
                try await user.sandbox.turn("POST", "kube/api-away", ["seconds": 0])
                try await user.until { errors.text.contains("the API server answers again") }
                try await user.sandbox.turn("POST", "kube/balancer-trouble", ["words": ""])
                let outcome = try await running
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(outcome.output.hasSuffix("/status\n"))
            }
        }

        @Test func watchesThatAreCutOrTooOldAreTakenUpAgain() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn("POST", "times", ["pod_start": 1])
                async let running = user.type("apply", "--yes", "--timeout", "60s")
                try await user.until { try await user.live(.deployment, "dask-worker") != nil }
                try await user.sandbox.turn("POST", "kube/compact")
                try await user.sandbox.turn("POST", "kube/cut-watches")
                #expect(try await running.status == 0)
            }
        }

        @Test func whoeverWaitsSharesOneWatchAndNothingIsPolled() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn("POST", "times", ["pod_start": 1.5])
                #expect(try await user.type("apply", "--yes", "--timeout", "60s").status == 0)
                let log = try await user.sandbox.turn("GET", "log").array ?? []
                func paths(_ verb: String, _ resource: String) -> [String] {
                    log.filter { $0["verb"]?.string == verb && $0["resource"]?.string == resource }
                        .compactMap { $0["path"]?.string?.split(separator: "?").first.map(String.init) }
                }
                for kind in ["deployments", "services"] { #expect(paths("watch", kind).count == 1, "\(kind)") }
                // Ours to see how far they are, everybody's only where something fits nowhere.
                #expect(Set(paths("watch", "pods")).count == paths("watch", "pods").count)
                #expect(paths("list", "pods").count <= 4)
                #expect(paths("get", "deployments").count <= 12)
            }
        }

        @Test func withoutWaitingItReturnsAndSaysWhatIsNotReady() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn("POST", "times", ["pod_start": 30, "balancer_ready": 30])
                let outcome = try await user.type("apply", "--yes", "--no-wait", "--timeout", "20s")
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(outcome.output == "jupyter_url = (not known yet)\ndask_url = (not known yet)\n")
                #expect(outcome.words.contains("deployment.jupyter: not ready yet: 0 of 1 ready"))
                #expect(outcome.words.contains("service.jupyter: not ready yet: waiting for the balancer's address"))
                #expect(outcome.words.contains("himat-k8s status"))
                let json = try await user.type("apply", "--yes", "--no-wait", "-o", "json")
                let outputs = try JSONValue.parse(json.output)["outputs"]
                #expect(outputs?["jupyter_url"]?.isNull == true)
                try await user.sandbox.turn("POST", "times", ["pod_start": 0, "balancer_ready": 0])
                try await user.sandbox.turn("POST", "clock", ["advance": 60])
                let second = try await user.type("apply", "--yes", "--timeout", "60s")
                #expect(second.output.hasPrefix("jupyter_url = http://localhost:\(user.port)/lab\n"), "\(second.words)")
            }
        }
    }
}
