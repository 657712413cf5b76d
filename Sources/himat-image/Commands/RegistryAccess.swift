// SPDX-License-Identifier: MIT
import HimatCore

/// The way to registries: what is sent with, what is trusted, which credentials are kept.
struct RegistryAccess: Sendable {
    let options: RegistryOptions
    let runtime: Runtime
    let http: any HTTPSending

    init(_ options: RegistryOptions, _ runtime: Runtime, verbose: OutputOptions? = nil) {
        self.options = options
        self.runtime = runtime
        http = LogMiddleware(
            next: HTTPClient(userAgent: "himat-image/\(runtime.version)", environment: runtime.environment),
            logger: verbose.map { runtime.logger(for: $0) } ?? runtime.logger)
    }

    /// What keeps the credentials.
    var keeper: CredentialKeeper { CredentialKeeper(runtime.environment, clock: runtime.clock) }

    /// The engine of this machine.
    func engine() async throws -> EngineClient { try await EngineClient.connect(runtime.environment, sender: http) }

    /// A client of a registry.
    func client(_ registry: String, _ credentials: RegistryCredentials?) throws -> RegistryClient {
        try RegistryClient(
            registry, credentials: credentials, trust: RegistryTrust(runtime.environment),
            sender: RetryMiddleware(next: http, clock: runtime.clock), isInsecure: options.insecure)
    }

    /// The credentials for an image: those that are kept; for ECR, when there are none, a password from AWS.
    func credentials(for reference: ImageReference) async throws -> RegistryCredentials? {
        if let kept = try await keeper.credentials(for: reference) { return kept }
        guard let place = ECRRegistry(reference.registry) else { return nil }
        return try await ecr(place).ecr.credentials()
    }

    /// The calls to ECR in the registry's own region.
    func ecr(_ place: ECRRegistry) throws -> ECRAccess {
        let settings = try AWSSettings(environment: runtime.environment, profile: options.profile)
        return ECRAccess(
            ecr: ECR(try AWSClient(settings, region: place.region, sender: http, clock: runtime.clock)))
    }
}
