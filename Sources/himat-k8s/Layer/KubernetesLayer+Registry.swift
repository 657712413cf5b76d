// SPDX-License-Identifier: MIT
import HimatCore

extension KubernetesLayer {
    /// The digest of an image in its registry, asked with the credentials that docker or podman keep; for ECR, where they
    /// keep none, with a password of AWS.
    @Sendable func digest(of image: ImageReference) async throws -> String? {
        // A public image needs none, so a keychain that is locked or gone is no reason to give up.
        var credentials = (try? await keeper.credentials(for: image)) ?? nil
        if credentials == nil, let place = ECRRegistry(image.registry) {
            let settings = try AWSSettings(environment: runtime.environment, profile: request.global.profile)
            let aws = try AWSClient(settings, region: place.region, sender: sender, clock: runtime.clock)
            credentials = try await ECR(aws).credentials()
        }
        let patient = RetryMiddleware(next: sender, policy: RetryPolicy(attempts: 2), clock: runtime.clock)
        return try await registry(of: image, credentials, patient).digest(of: image)
    }

    private var keeper: CredentialKeeper { CredentialKeeper(runtime.environment, clock: runtime.clock) }

    private func registry(
        of image: ImageReference, _ credentials: RegistryCredentials?, _ sender: any HTTPSending
    ) throws -> RegistryClient {
        try RegistryClient(
            image.registry, credentials: credentials, trust: RegistryTrust(runtime.environment), sender: sender)
    }

    // MARK: What the user is told

    /// Why the registry named no digest, and the image that runs all the same; nil when it named one or was not asked.
    private func unnamed(in context: OperationContext) async throws -> (reason: String, image: String)? {
        guard case .unknown(let reason)? = imageLookup.answer else { return nil }
        return (reason, try await WorkerImage(layer: self, context: context).decide())
    }

    /// Pods that are about to run a tag whose digest is not known.
    func tagFinding(in context: OperationContext) async throws -> Finding? {
        guard let (reason, image) = try await unnamed(in: context), !image.contains("@") else { return nil }
        return .warning(
            "worker_image is a tag whose digest is not known: \(reason). A node that joins later may pull another image than the scheduler has; himat-image use \(image) pins it, or \(Self.command) apply --refresh image once the registry answers"
        )
    }

    /// A refresh that found nothing out changes nothing.
    func imageNote(in context: OperationContext) async throws -> String? {
        guard let (reason, image) = try await unnamed(in: context),
            image.contains("@") || request.refresh.contains("image")
        else { return nil }
        return "the image stays \(image): \(reason)"
    }

    /// An image that this machine may pull and the nodes may not: said before anything waits for it.
    ///
    /// Only a registry that this machine has credentials for is asked, so public images cost nothing. ECR's are the node
    /// role's business.
    func pullFinding(for plan: Plan?) async throws -> Finding? {
        guard plan?.isEmpty != true, !config.registrySecret, let image = ImageReference(config.workerImage),
            ECRRegistry(image.registry) == nil
        else { return nil }
        guard let kept = try? await keeper.credentials(for: image) else { return nil }
        do {
            guard try await registry(of: image, nil, sender).digest(of: image) == nil else { return nil }
            return .warning("\(image.registry) has no image \(image): himat-image push \(image)")
        } catch let error as HimatError where [.credentials, .denied].contains(error.code) {
            return .warning(
                "the nodes cannot pull \(image): its registry answers only to those it knows. Your credentials are in \(kept.origin); registry_secret: true gives them to the nodes"
            )
        } catch is HimatError {
            // A registry that does not answer here may well answer the nodes.
            return nil
        }
    }
}
