// SPDX-License-Identifier: MIT
import HimatCore
import Logging

/// Sends an image to its registry: asks the registry first whether it would be taken, and last whether it is there.
struct ImagePush: Sendable {
    let access: RegistryAccess
    let engine: EngineClient
    let console: Console

    /// Gives an image the name it has in the account's ECR registry.
    func nameForECR(_ reference: ImageReference, region: String?) async throws -> ImageReference {
        guard ECRRegistry(reference.registry) == nil else { return reference }
        let settings = try AWSSettings(environment: access.runtime.environment, profile: access.options.profile)
        let aws = try AWSClient(settings, region: region, sender: access.http, clock: access.runtime.clock)
        let authorization = try await ECR(aws).getAuthorizationToken()
        let text = "\(authorization.registry)/\(reference.repository):\(reference.tag ?? "latest")"
        guard let name = ImageReference(text) else { throw HimatError(.malformed, "ECR named no registry") }
        try await engine.tag(reference.description, as: name)
        return name
    }

    /// Pushes an image by its name.
    /// - Parameters:
    ///   - platform: what the nodes run.
    ///   - isRefused: whether an image that they cannot run is refused; otherwise that is only said.
    func push(_ reference: ImageReference, for platform: NodePlatform, isRefused: Bool) async throws -> PushedImage {
        guard reference.digest == nil else {
            throw HimatError(
                .usage, "\(reference) is a digest; an image is pushed by a tag", nextStep: "himat-image push NAME:TAG")
        }
        guard let image = try await engine.image(reference.description) else {
            throw HimatError(
                .notFound, "The engine at \(engine.endpoint.address) has no image \(reference)",
                nextStep: "himat-image build --tag \(reference)")
        }
        do {
            try platform.check(reference.description, [image.platform])
        } catch let error as HimatError where !isRefused {
            console.warn(error.message)
        }
        if let place = ECRRegistry(reference.registry), try await access.ecr(place).makeRepository(reference.repository)
        {
            console.say("made the repository \(reference.repository) in \(reference.registry)")
        }
        let credentials = try await access.credentials(for: reference)
        let registry = try access.client(reference.registry, credentials)
        try await ask(registry, reference)
        let named = try await send(reference, credentials)
        let digest = try await verified(named, reference, registry)
        guard let pinned = reference.pinned(to: digest) else {
            throw HimatError(.malformed, "The engine named a digest that is none: \(digest)")
        }
        return PushedImage(reference: reference, pinned: pinned, digest: digest, size: image.size)
    }

    /// Whether the registry would take the image: asked before hundreds of megabytes are on their way. The engine may reach
    /// registries that this process does not, so only a refusal counts.
    private func ask(_ registry: RegistryClient, _ reference: ImageReference) async throws {
        do {
            try await registry.checkPush(to: reference.repository)
        } catch let error as HimatError where ![.credentials, .denied].contains(error.code) {
            access.runtime.logger.debug("the registry was not asked before the push: \(error.message)")
        }
    }

    private func send(_ reference: ImageReference, _ credentials: RegistryCredentials?) async throws -> String? {
        var digest: String?
        var progress = PushProgress()
        let isInsecure = access.options.insecure || RegistryClient.isLoopback(reference.registry)
        for try await event in try await engine.push(reference, credentials: credentials, insecure: isInsecure) {
            if case .digest(let named) = event { digest = named }
            if let line = progress.take(event) { console.say(line) }
        }
        return digest
    }

    /// The digest the registry itself knows: what the engine named has to be there under that digest.
    private func verified(_ named: String?, _ reference: ImageReference, _ registry: RegistryClient) async throws
        -> String
    {
        do {
            guard let named, let pinned = reference.pinned(to: named) else {
                guard let found = try await registry.digest(of: reference) else { throw missing(reference) }
                return found
            }
            guard try await registry.digest(of: pinned) == named else { throw missing(pinned) }
            return named
        } catch let error as HimatError where [.network, .tls, .timedOut].contains(error.code) {
            guard let named else { throw error }
            console.warn(
                "the engine pushed \(named), but \(reference.registry) could not be asked for it: \(error.message)")
            return named
        }
    }

    private func missing(_ reference: ImageReference) -> HimatError {
        HimatError(
            .service, "The engine says that it pushed \(reference), but the registry does not have it",
            nextStep: "repeat the command; then look into the registry's log")
    }
}
