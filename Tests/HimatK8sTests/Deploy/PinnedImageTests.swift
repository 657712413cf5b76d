// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    /// `worker_image` by tag: the registry is asked once, the pods run the digest, and nothing changes until that is asked for.
    @Suite struct PinnedImageTests {
        private static let warning = "warning: worker_image is a tag whose digest is not known: "
        private static let deployments = ["jupyter", "dask-scheduler", "dask-worker"]

        private func settings(_ image: String, pinned: Bool = true) -> [String: String] {
            ["worker_image": image, "pin_digest": "\(pinned)"]
        }

        /// What the three Deployments run.
        private func images(_ user: Deployed) async throws -> Set<String> {
            var found: Set<String> = []
            for name in Self.deployments {
                let pod = try await user.live(.deployment, name)?.spec.at("template", "spec")
                found.insert(pod?["containers"]?[0]?["image"]?.string ?? "none")
            }
            return found
        }

        @Test func whereNoDigestIsToBeHadTheTagIsAppliedWithAWarningThatSaysTheWay() async throws {
            try await Deployed.using { user in
                let gone = try await ContainerRegistry.running(.open) { $0.host }
                let none = try await user.type("plan", settings: settings("\(gone)/team/image:1"))
                #expect(none.status == 0, "\(none.words)")
                #expect(
                    none.words.contains(Self.warning) && none.words.contains("himat-image use \(gone)/team/image:1"))
                #expect(none.output.contains("\(gone)/team/image:1\n"))
                try await ContainerRegistry.running(.password) { registry in
                    let closed = try await user.type("plan", settings: settings("\(registry.host)/team/image:1"))
                    #expect(closed.status == 0, "\(closed.words)")
                    #expect(closed.words.contains("\(Self.warning)\(registry.host) wants to know who asks"))
                    #expect(closed.words.contains("himat-image login \(registry.host)"))
                }
                try await ContainerRegistry.running(.open) { registry in
                    let missing = try await user.type("plan", settings: settings("\(registry.host)/team/image:1"))
                    #expect(missing.status == 0, "\(missing.words)")
                    #expect(missing.words.contains("\(Self.warning)\(registry.host) has no such image"))
                }
                let ecr = "123456789012.dkr.ecr.us-west-2.amazonaws.com/team/image:1"
                let keyless = try await user.type(
                    "plan", settings: settings(ecr), variables: ["AWS_EC2_METADATA_DISABLED": "true"])
                #expect(keyless.status == 0 && keyless.words.contains(Self.warning), "\(keyless.words)")
            }
        }

        /// An apply that could not ask, or an older HiMAT: its pods are not restarted because the registry answers today.
        @Test func aTagThatRunsIsLeftAloneUntilARefreshPinsIt() async throws {
            try await ContainerRegistry.running(.open) { registry in
                try await Deployed.using { user in
                    let image = "\(registry.host)/team/image:1"
                    let digest = try await registry.publish("team/image", tag: "1", label: "one")
                    #expect(try await user.apply(settings: settings(image, pinned: false)).status == 0)
                    #expect(try await images(user) == [image])
                    let later = try await user.type("plan", "--detailed-exitcode", settings: settings(image))
                    #expect(later.status == 0, "\(later.output)\(later.words)")
                    let check = try await user.type("check", settings: settings(image))
                    #expect(check.output.contains("warn  images") && check.output.contains("--refresh image"))
                    let refreshed = try await user.type(
                        "apply", "--yes", "--refresh", "image", settings: settings(image))
                    #expect(refreshed.status == 0, "\(refreshed.words)")
                    #expect(try await images(user) == ["\(image)@\(digest)"])
                }
            }
        }

        @Test func thePodsRunTheDigestOfTheFirstApplyWhateverIsPublishedAndWhoeverAnswers() async throws {
            try await Deployed.using { user in
                try await ContainerRegistry.running(.password) { registry in
                    let image = "\(registry.host)/team/image:1"
                    try user.keepCredentials(of: registry)
                    let first = try await registry.publish("team/image", tag: "1", label: "one")
                    let plan = try await user.type("plan", settings: settings(image))
                    #expect(plan.output.contains("\(image)@\(first)\n"), "\(plan.output)\(plan.words)")
                    let made = try await user.apply(settings: settings(image))
                    #expect(made.status == 0 && !made.words.contains(Self.warning), "\(made.words)")
                    #expect(try await images(user) == ["\(image)@\(first)"])
                    let outputs = try await user.live(.configMap, "himat-outputs")
                    #expect(outputs?.texts["image"] == "\(image)@\(first)")
                    #expect(
                        try Inventory.open(at: user.folder.file("inventory.sqlite")).clusters().first?.facts.workerImage
                            == "\(image)@\(first)")
                    let status = try await user.type("status", settings: settings(image))
                    #expect(status.output.contains("    image \(image)@\(first.prefix(19))\n"), "\(status.output)")

                    let second = try await registry.publish("team/image", tag: "1", label: "two")
                    #expect(second != first)
                    #expect(try await user.apply(settings: settings(image)).status == 0)
                    #expect(try await images(user) == ["\(image)@\(first)"])
                    // The same image by its digest, as `himat-image use` writes it, is no reason to restart anything.
                    let used = settings("\(registry.host)/team/image@\(first)")
                    let same = try await user.type("plan", "--detailed-exitcode", settings: used)
                    #expect(same.status == 0, "\(same.output)")
                    let anew = try await user.type(
                        "plan", "--detailed-exitcode", "--refresh", "image", settings: settings(image))
                    #expect(anew.status == 2 && anew.output.contains("\(image)@\(first) -> \(image)@\(second)"))
                    registry.stop()
                    try await user.sandbox.turn("DELETE", "log")
                    let silent = try await user.type("plan", "--detailed-exitcode", settings: settings(image))
                    #expect(silent.status == 0 && silent.words == "", "\(silent.words)")
                    let log = try await user.sandbox.turn("GET", "log").array ?? []
                    let requests = log.map { "\($0["method"]?.string ?? "") \($0["path"]?.string ?? "")" }
                    #expect(Set(requests).count == requests.count, "what is remembered is read with the rest")
                    let kept = try await user.type("apply", "--yes", "--refresh", "image", settings: settings(image))
                    #expect(kept.status == 0, "\(kept.words)")
                    #expect(kept.words.contains("Note: the image stays \(image)@\(first): "), "\(kept.words)")
                    #expect(try await user.sandbox.mutations() == [])
                }
            }
        }

        @Test func aRefreshThatWasCutOffIsFinishedByTheNextApply() async throws {
            try await ContainerRegistry.running(.open) { registry in
                try await Deployed.using { user in
                    let image = "\(registry.host)/team/image:1"
                    try await registry.publish("team/image", tag: "1", label: "one")
                    #expect(try await user.apply(settings: settings(image)).status == 0)
                    let second = try await registry.publish("team/image", tag: "1", label: "two")
                    // The dry runs of the two plans pass, what would change the workers does not.
                    try await user.sandbox.turn(
                        "POST", "rules",
                        [
                            [
                                "match": ["plane": "kube", "method": "PATCH", "path": "deployments/dask-worker"],
                                "effect": "fail", "status": 403, "code": "Forbidden", "message": "not now", "skip": 2,
                            ]
                        ])
                    let cut = try await user.type("apply", "--yes", "--refresh", "image", settings: settings(image))
                    #expect(cut.status == 1, "\(cut.words)")
                    #expect(try await images(user).count == 2)
                    try await user.sandbox.turn("DELETE", "rules")
                    let next = try await user.apply(settings: settings(image))
                    #expect(next.status == 0, "\(next.words)")
                    #expect(try await images(user) == ["\(image)@\(second)"])
                }
            }
        }

        @Test func renderAsksNobodyAndSaysThatATagIsATag() async throws {
            try await Deployed.using { user in
                let image = "quay.io/pangeo/pangeo-notebook:2026.01.30"
                let text = try await user.type("render", settings: settings(image))
                #expect(text.status == 0 && text.output.contains("image: \(image)\n"))
                #expect(text.words.contains("himat-image use \(image)"))
                #expect(try await user.type("render", settings: settings(image, pinned: false)).words == "")
            }
        }
    }
}

extension Deployed {
    /// Keeps the password of a registry where docker does.
    func keepCredentials(of registry: ContainerRegistry) throws {
        let path = folder.file(".docker")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let packed = Data("scientist:correct horse".utf8).base64EncodedString()
        try #"{"auths": {"\#(registry.host)": {"auth": "\#(packed)"}}}"#
            .write(toFile: "\(path)/config.json", atomically: true, encoding: .utf8)
    }
}
