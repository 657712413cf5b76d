// SPDX-License-Identifier: MIT
internal import Crypto
internal import HimatHTTP
internal import HimatSupport

/// The contexts of docker's CLI: named engines kept under `contexts/` of its folder, one of which is current.
struct DockerContexts: Sendable {
    struct Context: Sendable {
        var host: String
        var tls: TLSOptions?
    }

    private let environment: ProcessEnvironment
    private let folder: String

    init(_ environment: ProcessEnvironment) {
        self.environment = environment
        folder = Self.folder(environment)
    }

    /// `DOCKER_CONFIG`, else `~/.docker`.
    static func folder(_ environment: ProcessEnvironment) -> String {
        environment["DOCKER_CONFIG"].map(environment.absolute) ?? "\(environment.home)/.docker"
    }

    /// The context in use; nil for the one called `default`, which means the usual socket.
    func currentName() throws -> String? {
        if let name = environment["DOCKER_CONTEXT"] { return name == "default" ? nil : name }
        guard let bytes = try SmallFile.ofContainers(at: "\(folder)/config.json") else { return nil }
        guard let config = try? JSONValue.parse(bytes) else {
            throw HimatError(
                .usage, "\(folder)/config.json is not valid JSON", nextStep: "correct it, or set DOCKER_HOST")
        }
        guard let name = config["currentContext"]?.string, !name.isEmpty, name != "default" else { return nil }
        return name
    }

    /// What docker wrote about a context; its folders are named by the SHA-256 of its name.
    func context(_ name: String) throws -> Context {
        let identifier = SHA256.hash(data: Array(name.utf8)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        guard let bytes = try SmallFile.ofContainers(at: "\(folder)/contexts/meta/\(identifier)/meta.json") else {
            throw HimatError(
                .usage, "The docker context \(name.harmless) is not in \(folder)/contexts",
                nextStep: "docker context ls, or unset DOCKER_CONTEXT, or set DOCKER_HOST")
        }
        guard let docker = try JSONValue.parse(bytes).at("Endpoints", "docker"), let host = docker["Host"]?.string
        else {
            throw HimatError(
                .usage, "The docker context \(name.harmless) names no engine", nextStep: "docker context ls")
        }
        let files = "\(folder)/contexts/tls/\(identifier)/docker"
        let hasFiles = try SmallFile.ofContainers(at: "\(files)/ca.pem") != nil
        let skips = docker["SkipTLSVerify"]?.bool == true
        return Context(host: host, tls: hasFiles || skips ? try Self.tls(in: files, isVerified: !skips) : nil)
    }

    /// The trust and the client certificate of a folder with `ca.pem`, `cert.pem` and `key.pem`, as far as they are there.
    static func tls(in folder: String, isVerified: Bool) throws -> TLSOptions {
        TLSOptions(
            certificateAuthorities: try SmallFile.ofContainers(at: "\(folder)/ca.pem"),
            clientCertificate: try SmallFile.ofContainers(at: "\(folder)/cert.pem"),
            clientKey: try SmallFile.ofContainers(at: "\(folder)/key.pem").map { Sensitive($0) },
            isInsecure: !isVerified)
    }
}
