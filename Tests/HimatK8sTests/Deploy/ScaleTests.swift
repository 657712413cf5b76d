// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct ScaleTests {
        private func workers(_ user: Deployed) async throws -> [KubernetesObject] {
            let labels = ["app.kubernetes.io/name": DaskWorkers.name]
            return try await user.client.list(.pod, namespace: "himat", .labels(labels)).items
                .filter { !$0.isTerminating }.sorted { $0.name < $1.name }
        }

        private func load(_ pod: KubernetesObject, _ amounts: JSONValue, _ user: Deployed) async throws {
            var body = amounts
            body["address"] = .string("tcp://\(pod.status["podIP"]?.string ?? ""):40000")
            try await user.sandbox.turn("POST", "kube/dask-load", body)
        }

        private func file(_ user: Deployed) throws -> String {
            try String(contentsOfFile: user.folder.file("himat.yaml"), encoding: .utf8)
        }

        @Test func theIdleGoFirstAndTheFileSaysTheNewNumber() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let pods = try await workers(user)
                try await load(pods[0], ["processing": 1], user)
                try await load(pods[1], ["results": 3, "bytes": 3000], user)
                let outcome = try await user.type("scale", "1", "--yes")
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(outcome.words.contains("spec.replicas  3 -> 1"))
                #expect(outcome.words.contains("these workers go"))
                #expect(try file(user).contains("dask_worker_count: 1\n"))
                #expect(try await workers(user).map(\.name) == [pods[0].name])
                let changed = try await user.sandbox.mutations().filter { $0.contains("/pods/") }
                #expect(changed.count == 2, "those that stay are not marked: \(changed)")
            }
        }

        @Test func growingAndGivingTheNumberThatIsThereChangeNoMoreThanAsked() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                #expect(try await user.type("scale", "4", "--yes").status == 0)
                #expect(try await workers(user).count == 4)
                try await user.sandbox.turn("DELETE", "log")
                let again = try await user.type("scale", "4", "--yes", settings: ["dask_worker_count": "4"])
                #expect(again.status == 0)
                #expect(try await user.sandbox.mutations() == [])
            }
        }

        @Test func scalingToNothingSaysWhatIsLostAndANoLeavesAllAsItWas() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                try await load(try await workers(user)[0], ["results": 20, "bytes": 20_000_000], user)
                let terminal = Terminal(
                    isInputInteractive: true, isOutputInteractive: false, isErrorInteractive: true, width: 80)
                let refused = try await user.type("scale", "0", terminal: terminal, answer: { "no" })
                #expect(refused.status == 64)
                #expect(refused.words.contains("20 results (20.0 MB) will be lost"), "\(refused.words)")
                #expect(try file(user).contains("dask_worker_count: 3\n"))
                #expect(try await user.sandbox.mutations() == [])
                #expect(try await user.type("scale", "0").status == 64, "nobody can be asked")
                let agreed = try await user.type("scale", "0", "--yes")
                #expect(agreed.status == 0, "\(agreed.words)")
                #expect(agreed.words.contains("20 results (20.0 MB) will be lost"))
                #expect(try await workers(user).isEmpty)
            }
        }

        @Test func aSchedulerThatIsToRestartSaysWhatIsLost() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                try await load(try await workers(user)[0], ["results": 1, "bytes": 1000, "processing": 2], user)
                let plan = try await user.type("plan", settings: ["dask_scheduler_mb_ram": "2100"])
                let words = plan.words + plan.output
                #expect(words.contains("the scheduler restarts: 1 result (1.0 kB) and 2 tasks under way will be lost"))
                try await user.sandbox.turn("POST", "times", ["proxy_hang": 0.1])
                try await user.sandbox.turn(
                    "POST", "kube/unready", ["labels": ["app.kubernetes.io/name": "dask-scheduler"]])
                while try await user.live(.deployment, "dask-scheduler")?.status["availableReplicas"] != nil {
                    try await Task.sleep(for: .milliseconds(20))
                }
                let blind = try await user.type("plan", settings: ["dask_scheduler_mb_ram": "2100"])
                #expect((blind.words + blind.output).contains("how many could not be asked: "), "\(blind.output)")
            }
        }

        @Test func autoLeavesNoPodPendingAndOneMoreWouldBe() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn("POST", "kube/addon", ["name": "kube-proxy"])
                _ = try await user.apply(settings: ["dask_worker_mb_ram": "10000"])
                let wish = ["dask_worker_mb_ram": "10000"]
                let outcome = try await user.type("scale", "auto", "--yes", settings: wish)
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(try file(user).contains("dask_worker_count: auto\n"))
                let fit = try await workers(user)
                #expect(fit.count > 3 && fit.allSatisfy { $0.spec["nodeName"] != nil })
                let more = try await user.type("scale", String(fit.count + 1), "--yes", settings: wish)
                #expect(more.status == 0, "\(more.words)")
                #expect(more.words.contains("\(fit.count) fit on 3 nodes: 1 will stay pending"), "\(more.words)")
                #expect(try await workers(user).count { $0.spec["nodeName"] == nil } == 1)
            }
        }

        @Test(arguments: ["-3", "abc", "1.5", "10001", "99999999999999999999", ""])
        func whatIsNoNumberOfWorkersIsSaid(count: String) async throws {
            let errors = BufferOutput()
            let status = await CommandRunner.run(
                HimatK8sCommand.self, ["scale", count], in: Runtime.test(errors: errors))
            #expect(status == 64)
            #expect(errors.text.contains(count == "-3" ? "negative here: -3" : "\"\(count)\""), "\(errors.text)")
        }
    }
}
