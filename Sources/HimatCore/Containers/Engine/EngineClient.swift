// SPDX-License-Identifier: MIT
public import HimatHTTP
public import HimatSupport

/// A container engine, docker's or podman's, spoken to over the
/// [Engine API](https://docs.docker.com/reference/api/engine/); no program is started.
public struct EngineClient: Sendable {
    /// Where it listens.
    public let endpoint: EngineEndpoint
    /// The version spoken with it.
    public let version: EngineVersion
    /// What it calls itself, e.g. `Docker/20.10.24 (linux)` or `Libpod/4.3.1 (linux)`.
    public let product: String
    /// Whether it is podman, which differs in places.
    public let isPodman: Bool
    let sender: any HTTPSending

    /// Finds the engine of this environment and agrees on a version with it.
    /// - Throws: `HimatError`: usage for a setting that cannot be right, tls for a chosen engine that is not trusted or does
    ///   not trust us, notFound with every place that was tried.
    public static func connect(
        _ environment: ProcessEnvironment, sender: any HTTPSending, locator: EngineLocator? = nil
    ) async throws -> EngineClient {
        let endpoints = try (locator ?? EngineLocator(environment)).endpoints()
        var tried: [String] = []
        var last: HimatError?
        for endpoint in endpoints {
            do {
                return try await connect(to: endpoint, environment, sender: sender)
            } catch let error as HimatError where error.code == .tls && endpoint.isChosen {
                throw HimatError(
                    .tls,
                    "The engine at \(endpoint.address) (\(endpoint.origin)) and this machine do not trust each other",
                    cause: error,
                    nextStep: "have its ca.pem, and a cert.pem and key.pem that it trusts, in DOCKER_CERT_PATH"
                        + " or in the docker context")
            } catch let error as HimatError where [.network, .timedOut, .notFound, .tls].contains(error.code) {
                tried.append("\(endpoint.address) (\(endpoint.origin)): \(Self.reason(error, endpoint))")
                last = error
            }
        }
        throw HimatError(
            .notFound, "No container engine answers", details: tried, cause: endpoints.count == 1 ? last : nil,
            nextStep: endpoints.first?.isChosen == true
                ? "start that engine, or correct \(endpoints[0].origin)"
                : "start one (systemctl start docker, or podman system service --time=0), or set DOCKER_HOST")
    }

    /// Asks one place for its version.
    public static func connect(
        to endpoint: EngineEndpoint, _ environment: ProcessEnvironment, sender: any HTTPSending
    ) async throws -> EngineClient {
        let draft = EngineClient(
            endpoint: endpoint, version: .oldest, product: "", isPodman: false, sender: sender)
        let ping = try await draft.sender.send(draft.request("GET", "/_ping", isVersioned: false), limit: 64 << 10)
        guard ping.status == 200, let offered = ping.headers["Api-Version"].flatMap({ EngineVersion($0) }) else {
            throw HimatError(
                .notFound, "What listens at \(endpoint.address) is no container engine (it answered \(ping.status))")
        }
        guard offered >= .oldest else {
            throw HimatError(
                .service,
                "The engine at \(endpoint.address) speaks API \(offered) only; \(EngineVersion.oldest) is needed",
                nextStep: "update it: docker 20.10 or podman 4 and newer will do")
        }
        let typed = environment["DOCKER_API_VERSION"].flatMap { EngineVersion($0) }
        return EngineClient(
            endpoint: endpoint, version: typed ?? min(offered, .newest),
            product: ping.headers["Server"]?.harmless ?? "an engine",
            isPodman: ping.headers["Libpod-Api-Version"] != nil, sender: sender)
    }

    private static func reason(_ error: HimatError, _ endpoint: EngineEndpoint) -> String {
        guard case .socket(let path) = endpoint.route else { return error.message }
        switch SocketState(path) {
        case .missing: return "not there"
        case .forbidden: return "you may not use it (are you in the group docker?)"
        case .noSocket: return "it is no socket"
        case .present: return error.code == .network ? "nobody listens" : error.message
        }
    }
}
