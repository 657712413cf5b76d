// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatHTTP
public import HimatSupport

/// What a registry's TLS is trusted by: the folders `certs.d` of docker and podman for its own authority
/// ([docker](https://docs.docker.com/engine/security/certificates/)), beside `SSL_CERT_FILE` or the machine's list.
public struct RegistryTrust: Sendable {
    private let environment: ProcessEnvironment
    private let systemFolder: String

    /// Looks into this environment.
    /// - Parameter systemFolder: what stands before `/etc`; empty but for tests.
    public init(_ environment: ProcessEnvironment, systemFolder: String = "") {
        self.environment = environment
        self.systemFolder = systemFolder
    }

    /// The machine's lists, the first that is there.
    private static let bundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]

    func options(for registry: String) throws -> TLSOptions {
        let bundle = try environment["SSL_CERT_FILE"].map { path in
            guard let bytes = try SmallFile.ofContainers(at: environment.absolute(path)) else {
                throw HimatError(
                    .usage, "SSL_CERT_FILE names \(path), which is not there", nextStep: "correct or unset it")
            }
            return bytes
        }
        var options = TLSOptions(certificateAuthorities: bundle)
        for folder in folders(registry) {
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
            for name in names where name.hasSuffix(".crt") {
                guard let own = try SmallFile.ofContainers(at: "\(folder)/\(name)") else { continue }
                let known = try options.certificateAuthorities ?? Self.machine()
                options.certificateAuthorities = known + [0x0A] + own
            }
            guard let name = names.first(where: { $0.hasSuffix(".cert") }) else { continue }
            options.clientCertificate = try SmallFile.ofContainers(at: "\(folder)/\(name)")
            let key = "\(folder)/\(name.dropLast(5)).key"
            options.clientKey = try SmallFile.ofContainers(at: key).map { Sensitive($0) }
        }
        return options
    }

    private func folders(_ registry: String) -> [String] {
        let config = environment["XDG_CONFIG_HOME"] ?? "\(environment.home)/.config"
        return [
            "\(systemFolder)/etc/docker/certs.d", "\(config)/docker/certs.d",
            "\(DockerContexts.folder(environment))/certs.d", "\(systemFolder)/etc/containers/certs.d",
            "\(config)/containers/certs.d",
        ].map { "\($0)/\(registry)" }
    }

    private static func machine() throws -> [UInt8] {
        for path in bundles { if let bytes = try SmallFile.ofContainers(at: path) { return bytes } }
        return []
    }
}
