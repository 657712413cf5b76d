// SPDX-License-Identifier: MIT
import Foundation
public import HimatContainers
public import HimatHTTP
public import HimatSupport

/// A real registry (docker-registry) of a test's own on loopback.
public final class ContainerRegistry: Sendable {
    /// Who may use it, and how it is spoken to.
    public enum Kind: Sendable {
        /// Anybody, without TLS.
        case open
        /// `scientist` with `correct horse`, without TLS.
        case password
        /// `scientist` with `correct horse`, and anybody for reading `public/…`: a token is had for it elsewhere, as with
        /// Docker Hub; without TLS.
        case token
        /// Anybody, with a certificate of the tests' own authority.
        case secure
    }

    /// What the password registry wants to be shown.
    public static let credentials = RegistryCredentials(
        .password(user: "scientist", Sensitive("correct horse")), origin: "the test")

    /// `localhost:port`.
    public let host: String
    private let process: ServerProcess

    /// Starts a registry, runs `body` with it and ends it, whatever happens.
    public static func running<Result>(_ kind: Kind, _ body: (ContainerRegistry) async throws -> Result) async throws
        -> Result
    {
        let registry = try ContainerRegistry(kind)
        defer { registry.stop() }
        return try await body(registry)
    }

    private init(_ kind: Kind) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/himat-registry-" + UUID().uuidString.prefix(8)
        let servers = PackageFolder.path("Tests/HimatTestSupport/Servers")
        let flags: [String] =
            switch kind {
            case .open: []
            case .password: ["--password"]
            case .token: ["--token"]
            case .secure: ["--certificates", "\(servers)/certificates"]
            }
        process = try ServerProcess(["\(servers)/engines/registry.py", folder] + flags, variables: [:])
        let answer = try JSONValue.parse(process.firstLine())
        guard let port = answer["port"]?.int else {
            process.stop()
            throw HimatError(
                .internalFault, "No registry for the tests", details: [answer["error"]?.string ?? ""],
                nextStep: "install docker-registry")
        }
        host = "localhost:\(port)"
    }

    /// Ends it; a registry that is gone.
    public func stop() { process.stop() }

    /// A name in it.
    public func reference(_ path: String) throws -> ImageReference {
        guard let reference = ImageReference("\(host)/\(path)") else {
            throw HimatError(.internalFault, "\(path) is no path of an image")
        }
        return reference
    }

    /// A client of it that trusts what `environment` says.
    public func client(
        _ credentials: RegistryCredentials? = nil, sender: any HTTPSending, environment: ProcessEnvironment = .none
    ) throws -> RegistryClient {
        try RegistryClient(
            host, credentials: credentials, trust: RegistryTrust(environment, systemFolder: "/nonexistent"),
            sender: sender)
    }
}
