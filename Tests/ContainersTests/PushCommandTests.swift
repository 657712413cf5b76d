// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@Suite(.engines, .timeLimit(.minutes(5))) struct PushCommandTests {
    private let settings = "# ours\ncluster_name: demo\nworker_image: old/image:1  # the old one\n"

    @Test(arguments: ContainerEngine.Kind.allCases)
    func withoutCredentialsTheWayIsSaidAndNothingSent(_ kind: ContainerEngine.Kind) async throws {
        let user = try ImageUser(kind)
        try user.write(settings, to: "himat.yaml")
        try await ContainerRegistry.running(.password) { registry in
            let reference = try registry.reference("team/image:1")
            try await user.build(reference)
            let outcome = await user.type("push", reference.description, "--use")
            #expect(outcome.status == 1)
            #expect(outcome.words.contains("next: himat-image login \(registry.host)"))
            #expect(outcome.output.isEmpty)
            #expect(try user.read("himat.yaml") == settings)
        }
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func thePushedDigestIsPrintedAndUsed(_ kind: ContainerEngine.Kind) async throws {
        let user = try ImageUser(kind)
        try user.write(settings, to: "himat.yaml")
        try await ContainerRegistry.running(.password) { registry in
            let reference = try registry.reference("team/image:1")
            try await user.build(reference, "RUN echo \(kind) > /who")
            _ = await user.type("login", registry.host, "-u", "scientist", input: "correct horse")
            let outcome = await user.type("push", reference.description, "--use")
            #expect(outcome.status == 0, "\(outcome.words)")
            let client = try registry.client(ContainerRegistry.credentials, sender: user.engine.http)
            let digest = try #require(try await client.digest(of: reference))
            #expect(outcome.output == "\(reference.name)@\(digest)\n")
            #expect(
                try user.read("himat.yaml")
                    == settings.replacing("old/image:1", with: "\(reference.name)@\(digest)"))
            #expect(outcome.words.hasSuffix("next: himat-k8s apply\n"))
            #expect(try user.images().map(\.digest) == [digest])
            let again = await user.type("push", reference.description, "-o", "json")
            #expect(try JSONValue.parse(again.output)["digest"]?.string == digest)
            #expect(!(outcome.words + again.words).contains("correct horse"))
        }
    }

    @Test func whatCannotBePushedIsSaidWithTheWay() async throws {
        let user = try ImageUser(.docker)
        try user.write(settings, to: "himat.yaml")
        let missing = await user.type("push", "localhost:1/no/such:1")
        #expect(missing.status == 1)
        #expect(missing.words.contains("next: himat-image build --tag localhost:1/no/such:1"))
        let digest = "sha256:" + String(repeating: "0a", count: 32)
        #expect(await user.type("push", "localhost:1/x@\(digest)").status == 64)
        #expect(await user.type("push", "Not A Name").status == 64)
        let lost = await user.type("push", "localhost:1/x:1", variables: ["DOCKER_HOST": "unix:///no/engine.sock"])
        #expect(lost.status == 1)
        #expect(lost.words.contains("unix:///no/engine.sock (DOCKER_HOST): not there"))
    }

    @Test func anImageForOtherNodesIsNotUsed() async throws {
        let user = try ImageUser(.docker)
        let graviton = "cluster_name: demo\nworker_image: old/image:1\nspot_instance_type: m7g.large\n"
        try user.write(graviton, to: "himat.yaml")
        try await ContainerRegistry.running(.open) { registry in
            let reference = try registry.reference("team/image:1")
            try await user.build(reference)
            let refused = await user.type("push", reference.description, "--use")
            #expect(refused.status == 4)
            #expect(refused.words.contains("linux/amd64 and linux/arm64"))
            let warned = await user.type("push", reference.description)
            #expect(warned.status == 0)
            #expect(warned.words.contains("warning:"))
            #expect(await user.type("use", reference.description).status == 4)
            #expect(try user.read("himat.yaml") == graviton)
        }
    }

    @Test func useWritesTheDigestTheRegistryHas() async throws {
        let user = try ImageUser(.docker)
        try user.write(settings, to: "himat.yaml")
        try await ContainerRegistry.running(.open) { registry in
            let reference = try registry.reference("team/image:1")
            let missing = await user.type("use", reference.description)
            #expect(missing.status == 1)
            #expect(missing.words.contains("there is no such image"))
            #expect(try user.read("himat.yaml") == settings)
            try await user.build(reference)
            let pushed = await user.type("push", reference.description)
            let used = await user.type("use", reference.description)
            #expect(used.status == 0, "\(used.words)")
            let pinned = String(pushed.output.dropLast())
            #expect(try user.read("himat.yaml") == settings.replacing("old/image:1", with: pinned))
            registry.stop()
            let gone = await user.type("use", reference.description)
            #expect(gone.status == 1)
            #expect(gone.words.contains(registry.host))
        }
    }
}
