// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@Suite(.engines, .timeLimit(.minutes(5))) struct PushTests {
    @Test(arguments: ContainerEngine.Kind.allCases)
    func theDigestIsTheRegistrysOwn(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        try await ContainerRegistry.running(.open) { registry in
            let reference = try registry.reference("team/image:1")
            try await run.build("RUN echo \(kind)", as: reference.description, labels: ["who": "\(kind)"])
            let digest = try #require(try await run.push(reference))
            let client = try registry.client(sender: run.engine.http)
            #expect(try await client.digest(of: reference) == digest)
            let image = try await client.image(reference, platform: "linux/amd64")
            #expect(image.digest == digest)
            #expect(image.labels["who"] == "\(kind)")
            #expect(image.layerCount >= 1)
            #expect((image.compressedSize ?? 0) > 100_000)
            #expect(try await client.digest(of: try registry.reference("team/image:2")) == nil)
        }
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func aPasswordOpensAndNothingElseDoes(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        try await ContainerRegistry.running(.password) { registry in
            let reference = try registry.reference("closed/image:1")
            try await run.build("RUN echo closed", as: reference.description)
            let digest = try await onlyThePasswordPushes(reference, to: registry, run)
            let client = try registry.client(ContainerRegistry.credentials, sender: run.engine.http)
            #expect(try await client.digest(of: reference) == digest)
        }
    }

    /// - Returns: the digest of what was pushed at last.
    private func onlyThePasswordPushes(
        _ reference: ImageReference, to registry: ContainerRegistry, _ run: EngineRun
    ) async throws -> String? {
        let wrong = RegistryCredentials(.password(user: "scientist", Sensitive("battery")), origin: "x.json")
        for credentials in [nil, wrong] {
            let error = await #expect(throws: HimatError.self) { try await run.push(reference, credentials) }
            #expect(error?.cause is EngineRefusal)
            let client = try registry.client(credentials, sender: run.engine.http)
            let own = await #expect(throws: HimatError.self) { try await client.checkPush(to: reference.repository) }
            #expect(own?.code == .credentials)
            #expect(own?.nextStep == "himat-image login \(registry.host)")
            for text in [error?.description, own?.description] { #expect(text?.contains("battery") == false) }
        }
        let client = try registry.client(ContainerRegistry.credentials, sender: run.engine.http)
        try await client.checkCredentials()
        try await client.checkPush(to: reference.repository)
        let digest = try await run.push(reference, ContainerRegistry.credentials)
        #expect(digest != nil)
        return digest
    }

    /// The way of Docker Hub, quay.io and ghcr.io: the registry names a service, the service gives a token, the registry
    /// verifies it.
    @Test(arguments: ContainerEngine.Kind.allCases)
    func aTokenIsHadWhereTheRegistrySays(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        try await ContainerRegistry.running(.token) { registry in
            let reference = try registry.reference("public/image:1")
            try await run.build("RUN echo token \(kind)", as: reference.description)
            let digest = try await onlyThePasswordPushes(reference, to: registry, run)
            let anybody = try registry.client(sender: run.engine.http)
            #expect(try await anybody.digest(of: reference) == digest)
            #expect(try await anybody.image(reference, platform: "linux/amd64").digest == digest)
            let closed = await #expect(throws: HimatError.self) {
                try await anybody.digest(of: try registry.reference("closed/image:1"))
            }
            #expect(closed?.nextStep == "himat-image login \(registry.host)")
        }
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func aRegistryThatIsGoneIsSaidToBe(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        let reference = try await ContainerRegistry.running(.open) { try $0.reference("gone/image:1") }
        try await run.build("RUN echo gone", as: reference.description)
        let error = await #expect(throws: HimatError.self) { try await run.push(reference) }
        #expect((error?.cause as? EngineRefusal)?.description.contains("refused") == true)
    }

    /// podman 4.3 cannot be told over this API that a registry speaks plain HTTP, so docker alone.
    @Test func whatWasPushedCanBePulledByItsDigest() async throws {
        let kind = ContainerEngine.Kind.docker
        let run = try await EngineRun(kind)
        try await ContainerRegistry.running(.open) { registry in
            let reference = try registry.reference("round/trip:1")
            try await run.build("RUN echo \(kind) > /who", as: reference.description)
            let digest = try #require(try await run.push(reference))
            try await run.client.removeImage(reference.description, force: true)
            let pinned = try #require(reference.pinned(to: digest))
            for try await _ in try await run.client.pull(pinned, insecure: true) {}
            let who = try await run.client.file("/who", ofImage: pinned.description)
            #expect(who.map { String(decoding: $0, as: UTF8.self) } == "\(kind)\n")
        }
    }

    @Test func aRegistrysOwnAuthorityIsTrustedWhenItIsNamed() async throws {
        let run = try await EngineRun(.docker)
        try await ContainerRegistry.running(.secure) { registry in
            let reference = try registry.reference("safe/image:1")
            try await run.build("RUN echo safe", as: reference.description)
            let digest = try await run.push(reference)
            let stranger = try registry.client(sender: run.engine.http)
            let error = await #expect(throws: HimatError.self) { try await stranger.digest(of: reference) }
            #expect(error?.code == .tls)
            #expect(error?.nextStep?.contains("certs.d/\(registry.host)") == true)
            let authority = PackageFolder.path("Tests/HimatTestSupport/Servers/certificates/ca.pem")
            let trusting = ProcessEnvironment(
                variables: ["SSL_CERT_FILE": authority], home: "/nonexistent", currentDirectory: "/")
            let client = try registry.client(sender: run.engine.http, environment: trusting)
            #expect(try await client.digest(of: reference) == digest)
        }
    }
}
