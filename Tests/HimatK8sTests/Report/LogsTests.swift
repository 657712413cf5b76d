// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct LogsTests {
        @Test func beforeAnApplyTheNextStepIsSaid() async throws {
            try await Deployed.using { user in
                for words in [["logs", "worker"], ["logs", "worker", "-f"]] {
                    let outcome = try await user.type(words[0], words[1], words.count > 2 ? "-f" : "--tail=5")
                    #expect(outcome.status == 1)
                    #expect(
                        outcome.words.contains("stage two is not deployed") && outcome.words.contains("himat-k8s apply")
                    )
                    #expect(outcome.output == "")
                }
            }
        }

        @Test(arguments: [["-f", "--previous"], ["--tail", "-2"], ["-o", "json"], ["--since", "soon"], ["gpu"]])
        func contradictionsAreRefused(words: [String]) async throws {
            try await Deployed.using { user in
                let outcome = try await user.type("logs", words[0], words.count > 1 ? words[1] : "--follow")
                #expect(outcome.status == 64)
            }
        }

        @Test func onePodPrintsItsBareLinesAndNeverTheToken() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let token = try await user.token()
                try await user.write(
                    "jupyter", "http://jupyter:8888/lab?token=\(token)", "GET /?a=1&token=other&b=2",
                    "\(token)\(token)",
                    "plain")
                let outcome = try await user.type("logs", "jupyter", "--tail", "4")
                #expect(outcome.status == 0, "\(outcome.words)")
                #expect(
                    outcome.output == """
                        http://jupyter:8888/lab?token=(sensitive)
                        GET /?a=1&token=(sensitive)&b=2
                        (sensitive)(sensitive)
                        plain

                        """)
                let stamped = try await user.type("logs", "jupyter", "--tail=1", "--timestamps")
                let parts = stamped.output.split(separator: " ")
                #expect(parts.count == 2 && LogMoment(String(parts[0])) != nil)
            }
        }

        @Test func severalPodsAreNamedAndGiveTheirLastLines() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                for number in 0..<30 { try await user.write("dask-worker", "line \(number)") }
                let outcome = try await user.type("logs", "worker")
                let lines = outcome.output.split(separator: "\n")
                #expect(lines.count == 60)
                #expect(lines.allSatisfy { $0.hasPrefix("[dask-worker-") && $0.contains("] line ") })
                #expect(lines.last?.hasSuffix("] line 29") == true)
                let name = try #require(lines.first?.dropFirst().prefix { $0 != "]" })
                let one = try await user.type("logs", "--pod", String(name), "--tail", "2")
                #expect(one.output == "line 28\nline 29\n")
                let all = try await user.type("logs", "--tail", "1")
                #expect(all.output.split(separator: "\n").count == 5)
            }
        }

        @Test func aPodThatWroteNothingSaysWhy() async throws {
            try await Deployed.using { user in
                try await user.sandbox.turn(
                    "POST", "kube/missing-image", ["image": "pangeo", "message": "manifest unknown"])
                _ = try await user.type("apply", "--yes", "--timeout", "3s")
                let outcome = try await user.type("logs", "scheduler")
                #expect(outcome.status == 1)
                #expect(
                    outcome.words.contains("dask-scheduler-") && outcome.words.contains("ImagePull"), "\(outcome.words)"
                )
            }
        }

        @Test func theLogBeforeARestartIsThere() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let none = try await user.type("logs", "scheduler", "--previous")
                #expect(none.status == 1 && none.words.contains("was not restarted"))
                try await user.sandbox.turn(
                    "POST", "kube/crash",
                    ["labels": ["app.kubernetes.io/name": "dask-scheduler"], "log": ["MemoryError: last words"]])
                try await user.until("a restart") {
                    try await user.type("logs", "scheduler", "--previous").output.contains("MemoryError: last words")
                }
            }
        }

        @Test func followingGoesOnOverCutsAndSaysNothingTwice() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                try await user.write("dask-scheduler", "one", "two")
                let outcome = try await user.running("logs", "scheduler", "-f", "--tail=1") { output, _ in
                    try await user.until("the tail") { output.lines == ["two"] }
                    try await user.write("dask-scheduler", "three")
                    try await user.until("a new line") { output.lines.last == "three" }
                    for number in 4...6 {
                        try await user.sandbox.turn("POST", "kube/cut-watches")
                        try await user.write("dask-scheduler", "line \(number)")
                        try await user.until("line \(number)") { output.lines.last == "line \(number)" }
                    }
                }
                #expect(outcome.status == 130)
                #expect(outcome.output == "two\nthree\nline 4\nline 5\nline 6\n")
                #expect(!outcome.words.contains("error"))
            }
        }

        @Test func followingFindsNewPods() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let outcome = try await user.running("logs", "worker", "-f", "--tail=0") { output, words in
                    try await user.until("following") {
                        try await user.write("dask-worker", "hello")
                        return Set(output.lines).count == 3
                    }
                    let pods = try await user.client.list(.pod, namespace: "himat").items
                    let victim = try #require(pods.first { $0.name.hasPrefix("dask-worker") })
                    try await user.client.delete(ObjectReference(.pod, victim.name, namespace: "himat"))
                    try await user.until("words") { words.text.contains("\(victim.name): gone") }
                    try await user.until("a successor's line") {
                        try await user.write("dask-worker", "again")
                        return Set(output.lines.filter { $0.hasSuffix("again") }).count == 3
                    }
                }
                #expect(outcome.status == 130)
                #expect(outcome.words.contains(": new\n"))
            }
        }

        @Test func whoMayNotReadLogsIsToldOnce() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                try await user.sandbox.turn(
                    "POST", "rules",
                    [
                        [
                            "match": ["plane": "kube", "path": "/log"], "effect": "fail", "status": 403,
                            "code": "Forbidden",
                        ]
                    ])
                for follow in ["-f", "--tail=3"] {
                    let outcome = try await user.type("logs", "worker", follow)
                    #expect(outcome.status == 1)
                    #expect(outcome.words.split(separator: "\n").filter { $0.contains("was refused") }.count == 1)
                }
            }
        }
    }
}
