// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Decides where each service is reached, as
/// [the SDKs do](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
///
/// First `AWS_ENDPOINT_URL_<SERVICE>`, then `AWS_ENDPOINT_URL`, the profile's `services` section, the profile's `endpoint_url`;
/// none of them when `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is true; then the partition's rule.
public struct AWSEndpoints: Sendable {
    private let settings: AWSSettings
    private let variant: AWSEndpoint.Variant
    private let ignoresConfigured: Bool

    /// Reads the switches.
    /// - Throws: `HimatError` (usage) for a switch that is neither true nor false.
    public init(_ settings: AWSSettings) throws {
        self.settings = settings
        variant = AWSEndpoint.Variant(
            isFIPS: try settings.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint") ?? false,
            isDualStack: try settings.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint") ?? false)
        ignoresConfigured =
            try settings.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") ?? false
    }

    /// The endpoint of a service for callers in this region.
    /// - Throws: `HimatError` (usage) for a configured endpoint that is no http or https URL.
    public func endpoint(_ service: AWSService, region: String) throws -> AWSEndpoint {
        var endpoint = AWSEndpoint(service, region: region, variant: variant)
        guard let (name, url) = configured(service) else { return endpoint }
        guard let parts = URLParts(url), parts.scheme == "https" || parts.scheme == "http", parts.query == nil else {
            throw HimatError(.usage, "\(name) is no http or https address: \(url)")
        }
        endpoint.url = parts.url
        while endpoint.url.hasSuffix("/") { endpoint.url.removeLast() }
        return endpoint
    }

    private func configured(_ service: AWSService) -> (name: String, url: String)? {
        if ignoresConfigured { return nil }
        for name in ["AWS_ENDPOINT_URL_\(service.serviceID)", "AWS_ENDPOINT_URL"] {
            if let url = settings.environment[name] { return (name, url) }
        }
        guard let profile = settings.profile else { return nil }
        if let url = settings.profiles.endpoint(of: profile, service: service.serviceID.lowercased()) {
            return ("endpoint_url of the services section \(profile["services"] ?? "")", url)
        }
        return profile["endpoint_url"].map { ("endpoint_url of profile \(profile.name)", $0) }
    }
}
