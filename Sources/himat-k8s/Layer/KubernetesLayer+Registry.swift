// SPDX-License-Identifier: MIT
import HimatCore

extension KubernetesLayer {
    /// An image that this machine may pull and the nodes may not: said before anything waits for it.
    ///
    /// Only a registry that this machine has credentials for is asked, so public images cost nothing. ECR's are the node
    /// role's business.
    func pullFinding(for plan: Plan?) async throws -> Finding? {
        guard plan?.isEmpty != true, !config.registrySecret, let image = ImageReference(config.workerImage),
            ECRRegistry(image.registry) == nil
        else { return nil }
        let keeper = CredentialKeeper(runtime.environment, clock: runtime.clock)
        guard let kept = try? await keeper.credentials(for: image) else { return nil }
        do {
            let registry = try RegistryClient(
                image.registry, credentials: nil, trust: RegistryTrust(runtime.environment), sender: sender)
            guard try await registry.digest(of: image) == nil else { return nil }
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
