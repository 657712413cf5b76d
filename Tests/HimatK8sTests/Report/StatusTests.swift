// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct StatusTests {
        private func lists(_ user: Deployed) async throws -> [String: Int] {
            let log = try await user.sandbox.turn("GET", "log").array ?? []
            return log.filter { $0["verb"] == "list" && $0["path"]?.string?.contains("continue=") == false }
                .reduce(into: [:]) { $0[$1["resource"]?.string ?? "", default: 0] += 1 }
        }

        @Test func itTellsOfNodesPodsWorkersVersionsAndLinksByOneListOfEachKind() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let outcome = try await user.type("status")
                #expect(outcome.status == 0 && outcome.words == "", "\(outcome.words)")
                for text in [
                    "stable  us-west-2a  on-demand  m5.large    1 of 1",
                    "spot    us-west-2c  spot       m5.2xlarge  1 of 1",
                    "jupyter: 1 of 1 ready", "worker: 3 of 3 ready",
                    "ready, on ip-10-0-1-10.us-west-2.compute.internal",
                    "Scheduler counts 3 workers", "worker     3.12.11  2026.8.0  2026.8.0",
                    "jupyter_url = http://localhost:\(user.port)/lab\n",
                ] { #expect(outcome.output.contains(text), "\(text)\n\(outcome.output)") }
                #expect(try await lists(user) == ["nodes": 1, "pods": 1, "deployments": 1])
                #expect(try await user.sandbox.mutations().filter { !$0.contains("/exec") } == [])
                #expect(!outcome.output.contains(try await user.token()))
                #expect(outcome.output.split(separator: "\n").allSatisfy { $0.last != " " })
            }
        }

        @Test(arguments: ["json", "yaml"]) func theDocumentIsComplete(format: String) async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let outcome = try await user.type("status", "-o", format)
                #expect(outcome.status == 0)
                guard format == "json" else { return #expect(outcome.output.contains("version_differences: []")) }
                let document = try JSONValue.parse(outcome.output)
                #expect(
                    document.object?.keys.sorted() == [
                        "checked_at", "cluster", "links", "missing", "namespace", "nodes", "pods", "replicas",
                        "version_differences", "versions", "workers",
                    ])
                #expect(document["nodes"]?.array?.count == 4 && document["pods"]?.array?.count == 5)
                #expect(document.at("replicas", "dask-worker") == ["wanted": 3, "ready": 3])
                #expect(document.at("workers", "count") == 3)
                let pods = document["pods"]?.array?.compactMap { $0["name"]?.string } ?? []
                for worker in document.at("workers", "list")?.array ?? [] {
                    #expect(pods.contains(worker["pod"]?.string ?? ""))
                }
                #expect(document.at("versions", "scheduler")?[0]?["distributed"] == "2026.8.0")
                #expect(document["missing"] == [])
                #expect(document["pods"]?[0]?["digest"]?.string?.hasPrefix("sha256:") == true)
            }
        }

        @Test func beforeAnApplyTheNextStepIsSaid() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type("status")
                #expect(outcome.status == 0)
                #expect(outcome.output.contains("4 of 4") == false && outcome.output.contains("himat-k8s apply"))
                #expect(!outcome.output.contains("not known"), "\(outcome.output)")
            }
        }

        @Test func differentVersionsAreAWarningThatNamesThem() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                try await user.sandbox.turn(
                    "POST", "kube/exec",
                    [
                        "labels": ["app.kubernetes.io/name": "dask-worker"],
                        "versions": ["distributed": "2026.7.1", "python": "3.13.2"],
                    ])
                let outcome = try await user.type("status")
                #expect(outcome.status == 0)
                #expect(
                    outcome.output.contains(
                        "warning: distributed differs: jupyter 2026.8.0, scheduler 2026.8.0, worker 2026.7.1"))
                #expect(outcome.output.contains("python differs: jupyter 3.12.11, scheduler 3.12.11, worker 3.13.2"))
            }
        }

        @Test func whatCannotBeReadIsALineWithTheReason() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let hidden: [(path: String, code: Int)] = [
                    ("/api/v1/nodes", 403), ("/exec", 403), ("/secrets/", 403), ("/configmaps/", 403),
                ]
                try await user.sandbox.turn(
                    "POST", "rules",
                    .array(
                        hidden.map {
                            [
                                "match": ["plane": "kube", "path": .string($0.path)], "effect": "fail",
                                "status": .int($0.code), "code": "Forbidden", "message": "not for you",
                            ]
                        }))
                let outcome = try await user.type("status")
                #expect(outcome.status == 0, "\(outcome.words)")
                for about in ["nodes", "links", "workers", "versions of dask-scheduler-", "versions of jupyter-"] {
                    #expect(outcome.output.contains("not known: \(about)"), "\(about)\n\(outcome.output)")
                }
                #expect(outcome.output.contains("not for you") && outcome.output.contains("worker: 3 of 3 ready"))
                let document = try JSONValue.parse(try await user.type("status", "-o", "json").output)
                #expect(document["nodes"] == .null && document["missing"]?.array?.isEmpty == false)
            }
        }

        @Test func aCallerWhoMayReadNothingIsToldSo() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type("status", "--context", "none")
                #expect(outcome.status == 1)
                #expect(outcome.words.contains("cannot list resource") && outcome.output == "")
            }
        }

        @Test func troubleIsToldInWordsAndIsNoFailureOfTheCommand() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let nodes = try await user.client.list(.node, .labels(["kind": "spot"])).items.map(\.name).sorted()
                _ = try await user.client.merge(ObjectReference(.node, nodes[0]), ["spec": ["unschedulable": true]])
                try await user.sandbox.turn("POST", "kube/node-asleep", ["node": .string(nodes[1])])
                try await user.sandbox.turn(
                    "POST", "kube/crash", ["labels": ["app.kubernetes.io/name": "dask-scheduler"]])
                try await user.until("all of it is told") {
                    let outcome = try await user.type("status")
                    return outcome.status == 0 && outcome.output.contains("\(nodes[0]): cordoned")
                        && outcome.output.contains("\(nodes[1]): NotReady: ")
                        && outcome.output.contains("scheduler: 0 of 1 ready, ")
                        && outcome.output.contains("not known: workers: ")
                }
            }
        }

        @Test func aListWhoseTokenExpiresIsReadAnew() async throws {
            try await Deployed.using { user in
                for number in 0..<7 {
                    _ = try await user.client.create(
                        KubernetesObject(
                            ObjectReference(.configMap, "m\(number)", namespace: "default"), ["data": ["a": "b"]]))
                }
                try await user.sandbox.turn(
                    "POST", "rules",
                    [
                        [
                            "match": ["plane": "kube", "path": "continue="], "effect": "fail", "status": 410,
                            "code": "Expired", "times": 1, "skip": 1,
                        ]
                    ])
                let found = try await user.client.list(.configMap, namespace: "default", pageSize: 2) { $0.name }
                #expect(found.values.filter { $0.hasPrefix("m") } == (0..<7).map { "m\($0)" })
            }
        }
    }
}
