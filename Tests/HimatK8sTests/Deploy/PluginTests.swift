// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct PluginTests {
        private static let hello = PackageFolder.path("Examples/plugins/hello")
        private let configured = ["plugins": "[\(hello)]"]

        private func write(_ user: Deployed, _ script: String) throws -> [String: String] {
            let path = user.folder.file("greet")
            try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
            return ["plugins": "[./greet]"]
        }

        private static func list(_ items: String) -> String {
            "echo '{\"apiVersion\":\"config.kubernetes.io/v1\",\"kind\":\"ResourceList\",\"items\":[\(items)]}'"
        }

        private static func map(_ name: String) -> String {
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"\(name)\"},\"data\":{\"a\":\"b\"}}"
        }

        @Test func theExampleJoinsPlanApplyPruneAndDestroy() async throws {
            try await Deployed.using { user in
                let refused = try await user.type("plan", settings: configured)
                #expect(refused.status == 4)
                #expect(refused.words.contains("The plug-in hello was never approved here"))
                let plan = try await user.type("plan", "--allow-plugin", "hello", settings: configured)
                #expect(plan.status == 0, "\(plan.words)")
                #expect(
                    plan.output.contains("hello/config-map.hello") && plan.output.contains("hello/cron-job.home-report")
                )

                let applied = try await user.apply(settings: configured)
                #expect(applied.status == 0, "\(applied.words)")
                let note = try #require(try await user.live(.configMap, "hello"))
                #expect(note.texts["greeting"] == "hello from demo")
                #expect(note.labels["himat/plugin"] == "hello")
                let job = try #require(try await user.live(.cronJob, "home-report"))
                let pod = job.spec.at("jobTemplate", "spec", "template", "spec")
                #expect(pod?["volumes"]?[0]?.at("persistentVolumeClaim", "claimName") == "jupyter-home")

                let again = try await user.type("apply", "--yes", settings: configured)
                #expect(again.status == 0, "\(again.words)")
                #expect(try await user.sandbox.mutations() == [])
                let status = try await user.type("status", settings: configured)
                #expect(status.status == 0)

                let pruned = try await user.type("plan", settings: ["plugins": "[]"])
                #expect(pruned.output.contains("- hello/config-map.hello"), "\(pruned.output)")
                #expect(try await user.type("apply", "--yes", settings: ["plugins": "[]"]).status == 0)
                #expect(try await user.live(.configMap, "hello") == nil)
                #expect(try await user.live(.cronJob, "home-report") == nil)

                #expect(try await user.apply(settings: configured).status == 0)
                let destroyed = try await user.type(
                    "destroy", "--yes", "--delete-volume", "--confirm", "demo", settings: ["plugins": "[./gone]"])
                #expect(destroyed.status == 0, "\(destroyed.words)")
                #expect(destroyed.output.contains("hello/cron-job.home-report"))
                #expect(try await user.live(.cronJob, "home-report") == nil)
            }
        }

        @Test func aChangedProgramIsNotRunUntilItIsApprovedAgain() async throws {
            try await Deployed.using { user in
                let settings = try write(user, Self.list(Self.map("one")))
                #expect(try await user.type("plan", "--allow-plugin", "./greet", settings: settings).status == 0)
                let mark = user.folder.file("ran")
                _ = try write(user, "touch \(mark); " + Self.list(""))
                let outcome = try await user.type("apply", "--yes", settings: settings)
                #expect(outcome.status == 4)
                #expect(outcome.words.contains("has changed since it was approved"))
                #expect(!FileManager.default.fileExists(atPath: mark))
                #expect(try await user.sandbox.mutations() == [])
            }
        }

        @Test func aBadPluginFailsThePlanAndNothingIsApplied() async throws {
            try await Deployed.using { user in
                let bad: [(String, Int32, String)] = [
                    ("echo no home >&2; exit 1", 1, "greet: no home"),
                    ("echo garbage", 1, "printed no ResourceList"),
                    ("sleep 60", 3, "took longer than"),
                    (Self.list(Self.map("../../../../api/v1/nodes/x")), 1, "which Kubernetes refuses"),
                    (
                        Self.list("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"x\"}}"), 1,
                        "not of one namespace"
                    ),
                ]
                for (script, status, words) in bad {
                    let settings = try write(user, script)
                    let outcome = try await user.type(
                        "apply", "--yes", "--allow-plugin", "greet", "--plugin-timeout", "1s", settings: settings)
                    #expect(outcome.status == status, "\(outcome.words)")
                    #expect(outcome.words.contains(words), "\(outcome.words)")
                }
                #expect(try await user.sandbox.mutations() == [])
            }
        }

        @Test func somebodyElsesObjectIsAConflictForAPluginToo() async throws {
            try await Deployed.using { user in
                #expect(try await user.apply().status == 0)
                let theirs = ObjectReference(.configMap, "theirs", namespace: "himat")
                _ = try await user.client.apply(KubernetesObject(theirs, ["data": ["a": "mine"]]))
                let settings = try write(user, Self.list(Self.map("theirs")))
                let outcome = try await user.type("apply", "--yes", "--allow-plugin", "greet", settings: settings)
                #expect(outcome.status == 4)
                #expect(outcome.words.contains("ConfigMap himat/theirs exists and HiMAT did not make it"))
                #expect(try await user.live(.configMap, "theirs")?.texts == ["a": "mine"])
            }
        }

        @Test func whoNeedsNoPluginRunsNone() async throws {
            try await Deployed.using { user in
                #expect(try await user.apply().status == 0)
                let mark = user.folder.file("ran")
                let settings = try write(user, "touch \(mark); " + Self.list(""))
                for verb in ["urls", "status", "output"] {
                    #expect(try await user.type(verb, settings: settings).status == 0, "\(verb)")
                }
                #expect(try await user.type("destroy", "--yes", settings: settings).status == 0)
                #expect(!FileManager.default.fileExists(atPath: mark))
            }
        }

        @Test func validateSeesThatAFileIsMissing() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type("validate", settings: ["plugins": "[./gone]"])
                #expect(outcome.status == 4)
                #expect(outcome.words.contains("The plug-in gone cannot be used"))
                #expect(outcome.words.contains("himat.yaml:"))
            }
        }

        @Test func renderRunsThemUnlessToldNotTo() async throws {
            try await Deployed.using { user in
                let settings = try write(user, Self.list(Self.map("greeting")))
                let with = try await user.type("render", "--allow-plugin", "greet", settings: settings)
                #expect(with.output.contains("name: greeting"), "\(with.words)")
                let without = try await user.type("render", "--no-plugins", settings: settings)
                #expect(without.status == 0 && !without.output.contains("name: greeting"))
            }
        }
    }
}
