// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    /// The Secret that lets nodes pull a private image.
    @Suite struct PullSecretTests {
        private let image = "registry.example/team/image:1"

        private func keep(_ user: Deployed, _ text: String) throws {
            let path = user.folder.file(".docker")
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try text.write(toFile: "\(path)/config.json", atomically: true, encoding: .utf8)
        }

        private func settings(_ image: String? = nil) -> [String: String] {
            ["registry_secret": "true", "worker_image": image ?? self.image]
        }

        @Test func withoutCredentialsNothingIsAppliedAndTheWayIsSaid() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type("apply", "--yes", settings: settings())
                #expect(outcome.status == 4)
                #expect(outcome.words.contains("next: himat-image login registry.example"))
                #expect(try await user.sandbox.mutations().isEmpty)
            }
        }

        @Test(arguments: [
            ("123456789012.dkr.ecr.us-west-2.amazonaws.com/x:1", "{}", "their own role"),
            (
                "registry.example/team/image:1", #"{"auths": {"registry.example": {"identitytoken": "refresh"}}}"#,
                "identity token"
            ),
        ])
        func credentialsThatNodesCannotUseAreRefused(_ image: String, _ file: String, _ reason: String) async throws {
            try await Deployed.using { user in
                try keep(user, file)
                let outcome = try await user.type("plan", settings: settings(image))
                #expect(outcome.status == 4)
                #expect(outcome.words.contains(reason))
                #expect(!outcome.words.contains("refresh"))
            }
        }

        @Test func anImageThatNodesCannotPullIsSaidBeforeAnythingWaits() async throws {
            try await ContainerRegistry.running(.password) { registry in
                try await Deployed.using { user in
                    let packed = Data("scientist:correct horse".utf8).base64EncodedString()
                    try keep(user, #"{"auths": {"\#(registry.host)": {"auth": "\#(packed)"}}}"#)
                    let image = ["worker_image": "\(registry.host)/team/image:1"]
                    let outcome = try await user.apply(settings: image)
                    #expect(outcome.words.contains("warning: the nodes cannot pull \(registry.host)/team/image:1"))
                    #expect(outcome.words.contains("registry_secret: true"))
                    #expect(!outcome.words.contains("correct horse"))
                }
            }
        }

        @Test func thePodsPullWithTheCredentialsOfThisMachine() async throws {
            try await Deployed.using { user in
                let packed = Data("ada:hush-hush".utf8).base64EncodedString()
                try keep(user, #"{"auths": {"registry.example": {"auth": "\#(packed)"}}}"#)
                let first = try await user.apply(settings: settings())
                #expect(first.status == 0, "\(first.words)")
                let secret = try #require(try await user.live(.secret, "himat-registry"))
                #expect(secret.json["type"] == "kubernetes.io/dockerconfigjson")
                let data = secret.json["data"]?[".dockerconfigjson"]?.string.flatMap { Data(base64Encoded: $0) }
                let document = try JSONValue.parse([UInt8](try #require(data)))
                #expect(document["auths"]?["registry.example"]?["auth"]?.string == packed)
                for name in ["jupyter", "dask-scheduler", "dask-worker"] {
                    let deployment = try #require(try await user.live(.deployment, name))
                    let pod = deployment.spec.at("template", "spec")
                    #expect(pod?["imagePullSecrets"] == [["name": "himat-registry"]], "\(name)")
                }
                // Another machine, which has no credentials, changes nothing.
                try keep(user, "{}")
                let second = try await user.apply(settings: settings())
                #expect(second.status == 0, "\(second.words)")
                #expect(try await user.sandbox.mutations().isEmpty)
                for text in [first.words, first.output, second.words] { #expect(!text.contains("hush-hush")) }
                let without = try await user.apply(settings: ["worker_image": image])
                #expect(without.status == 0, "\(without.words)")
                #expect(try await user.live(.secret, "himat-registry") == nil)
            }
        }
    }
}
