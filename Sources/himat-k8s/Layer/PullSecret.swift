// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// The credentials the nodes are given for the image's registry: this machine's, those it was pushed with.
struct PullSecret: Sendable {
    let layer: KubernetesLayer
    let context: OperationContext

    private var image: ImageReference? { ImageReference(layer.config.workerImage) }

    /// The document of the Secret; nil when there is to be none. Where this machine has no credentials, what is there stays.
    func decide() async throws -> Decided<Sensitive<String>>? {
        guard layer.config.registrySecret, let image else { return nil }
        guard [.plan, .apply].contains(layer.request.verb) else { return .later("this machine's credentials") }
        guard ECRRegistry(image.registry) == nil else {
            throw HimatError(
                .preflightRefused, "registry_secret is no way to ECR: its passwords end after 12 hours",
                nextStep: "set registry_secret: false; the nodes pull from ECR by their own role")
        }
        let keeper = CredentialKeeper(layer.runtime.environment, clock: layer.runtime.clock)
        if let credentials = try await keeper.credentials(for: image) {
            return .known(try Self.document(credentials, for: image.registry))
        }
        if let present = try await present(for: image.registry) { return .known(present) }
        throw HimatError(
            .preflightRefused, "registry_secret is set, and this machine has no credentials for \(image.registry)",
            nextStep: "himat-image login \(image.registry)")
    }

    /// What the live Secret holds, as long as it is about this registry.
    private func present(for registry: String) async throws -> Sensitive<String>? {
        let reference = ObjectReference(.secret, ObjectNames.pullSecret, namespace: layer.target.namespace)
        guard let live = try await layer.target.live(reference, in: context), layer.target.owns(live),
            let packed = live.json["data"]?[".dockerconfigjson"]?.string, let bytes = Data(base64Encoded: packed),
            let document = try? JSONValue.parse([UInt8](bytes)),
            document["auths"]?[RegistryCredentials.key(for: registry)] != nil
        else { return nil }
        return Sensitive(String(decoding: bytes, as: UTF8.self))
    }

    private static func document(_ credentials: RegistryCredentials, for registry: String) throws -> Sensitive<String> {
        guard case .password(let user, let password) = credentials.proof else {
            throw HimatError(
                .preflightRefused,
                "\(credentials.origin) holds an identity token for \(registry), which nodes cannot use",
                nextStep: "himat-image login \(registry) --username NAME < access-token.txt")
        }
        let packed = Data("\(user):\(password.revealed)".utf8).base64EncodedString()
        let entry: JSONValue = [
            "username": .string(user), "password": .string(password.revealed), "auth": .string(packed),
        ]
        return Sensitive(JSONValue.object(["auths": [RegistryCredentials.key(for: registry): entry]]).rendered())
    }
}
