// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// Asks the providers one after the other, in
/// [the SDKs' order](https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html); the first that has keys wins.
struct CredentialChain: CredentialSource {
    private let providers: [any CredentialProvider]

    /// The chain over these providers.
    init(_ providers: [any CredentialProvider]) { self.providers = providers }

    /// Keys of the first provider that has some.
    func credentials() async throws -> AWSCredentials {
        var reasons: [String] = []
        for provider in providers {
            do {
                switch try await provider.find() {
                case .found(let credentials): return credentials
                case .none(let reason): reasons.append("\(provider.name): \(reason)")
                }
            } catch let error as HimatError {
                var failed = HimatError(
                    error.code, "The AWS credentials of \(provider.name) cannot be had", details: reasons, cause: error)
                failed.nextStep = error.nextStep
                throw failed
            }
        }
        throw HimatError(
            .credentials, "No AWS credentials were found", details: reasons,
            nextStep:
                "run `aws configure` or `aws sso login`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    }

    /// Asks all over again.
    func credentials(insteadOf refused: AWSCredentials) async throws -> AWSCredentials { try await credentials() }
}

extension CredentialChain {
    /// The SDKs' chain: environment, web identity, the profile, container, instance. A profile with a role comes before the
    /// web identity; a profile that a flag named leaves the environment out.
    init(_ scene: CredentialScene) {
        var providers: [any CredentialProvider] = []
        if !scene.settings.isProfileGiven { providers.append(EnvironmentCredentials(scene.settings.environment)) }
        let hasRole = scene.settings.profile?["role_arn"] != nil
        if hasRole { providers.append(ProfileCredentials(scene)) }
        if !scene.settings.isProfileGiven { providers.append(WebIdentityCredentials(scene)) }
        if !hasRole { providers.append(ProfileCredentials(scene)) }
        providers += [ContainerCredentials(scene), InstanceMetadataCredentials(scene)]
        self.init(providers)
    }
}
