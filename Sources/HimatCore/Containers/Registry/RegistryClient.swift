// SPDX-License-Identifier: MIT
internal import Crypto
public import HimatHTTP
public import HimatSupport

/// One registry, spoken to by the [distribution protocol](https://github.com/opencontainers/distribution-spec): what images
/// it has, under which digest, for which platforms.
public struct RegistryClient: Sendable {
    let address: RegistryAddress
    let credentials: RegistryCredentials?
    let sender: any HTTPSending
    let tls: TLSOptions
    let session = RegistrySession()

    /// Prepares a client; nothing is asked yet.
    /// - Parameters:
    ///   - registry: the host as references write it, e.g. `docker.io` or `localhost:5000`.
    ///   - credentials: nil asks as anybody.
    ///   - isInsecure: allows plain HTTP; it is tried only after TLS, and always allowed on this machine.
    /// - Throws: `HimatError` (usage) for a certificate that cannot be read.
    public init(
        _ registry: String, credentials: RegistryCredentials?, trust: RegistryTrust, sender: any HTTPSending,
        isInsecure: Bool = false
    ) throws {
        address = RegistryAddress(registry, isInsecure: isInsecure)
        self.credentials = credentials
        self.sender = sender
        tls = try trust.options(for: registry)
    }

    /// Whether a registry is on this machine by its very name; such are spoken to without TLS if need be.
    public static func isLoopback(_ registry: String) -> Bool { RegistryAddress.isLoopback(registry) }

    /// Proves that the credentials are taken, without touching a repository.
    /// - Throws: `HimatError`: credentials when they are refused, network or tls when the registry cannot be reached.
    public func checkCredentials() async throws {
        let answer = try await send("GET", "/v2/", scope: nil)
        guard answer.status == 200 else { throw refusal(answer, "be asked for its version") }
    }

    /// Proves that images may be sent to a repository, by beginning an upload and giving it up, as docker does.
    /// - Throws: `HimatError`: credentials or denied when they may not.
    public func checkPush(to repository: String) async throws {
        let answer = try await send(
            "POST", "/v2/\(repository)/blobs/uploads/", scope: "repository:\(repository):pull,push")
        guard answer.status == 202 else { throw refusal(answer, "take images for \(repository)") }
        guard let location = answer.headers["Location"], let path = session.path(of: location) else { return }
        // Best effort: a registry forgets what was begun and not gone on with.
        _ = try? await send("DELETE", path, scope: "repository:\(repository):pull,push")
    }

    /// The digest a reference stands for now; nil when the repository has no such image.
    /// - Throws: `HimatError`: credentials, denied, network, tls, malformed.
    public func digest(of reference: ImageReference) async throws -> String? {
        let answer = try await manifest("HEAD", reference)
        if answer.status == 404 { return nil }
        guard answer.status == 200 else { throw refusal(answer, "be asked for \(reference)") }
        if let digest = answer.headers["Docker-Content-Digest"], reference.pinned(to: digest) != nil { return digest }
        return try await document(reference).digest
    }

    /// What a reference names, and its content for one platform.
    /// - Throws: `HimatError` (notFound) when there is no such image; malformed when the content does not have its digest.
    public func image(_ reference: ImageReference, platform: String) async throws -> RegistryImage {
        let top = try await document(reference)
        guard top.kind.isList else {
            let content = try await config(top.json, reference)
            let own = [content["os"]?.string ?? "", content["architecture"]?.string ?? ""].joined(separator: "/")
            return image(top, platforms: [own], manifest: top.json, config: content)
        }
        let members = (top.json["manifests"]?.array ?? []).compactMap { Member($0) }
        let platforms = members.map(\.platform)
        guard let member = members.first(where: { $0.platform == platform }),
            let pinned = reference.pinned(to: member.digest)
        else { return image(top, platforms: platforms, manifest: nil, config: .null) }
        let single = try await document(pinned)
        return image(top, platforms: platforms, manifest: single.json, config: try await config(single.json, reference))
    }

    private func image(_ top: Document, platforms: [String], manifest: JSONValue?, config: JSONValue) -> RegistryImage {
        let layers = manifest?["layers"]?.array ?? []
        let settings = config["config"] ?? .null
        return RegistryImage(
            digest: top.digest, platforms: platforms,
            compressedSize: manifest == nil ? nil : layers.reduce(0) { $0 + ($1["size"]?.int ?? 0) },
            layerCount: layers.count, labels: settings["Labels"]?.texts ?? [:],
            environment: (settings["Env"]?.array ?? []).compactMap(\.string), user: settings["User"]?.string ?? "")
    }

    /// An image of a list; what is no image for a machine (signatures, attestations) is left out.
    private struct Member {
        let platform: String
        let digest: String

        init?(_ entry: JSONValue) {
            guard let digest = entry["digest"]?.string, let os = entry.at("platform", "os")?.string,
                let architecture = entry.at("platform", "architecture")?.string, os != "unknown"
            else { return nil }
            self.digest = digest
            platform = "\(os)/\(architecture)"
        }
    }
}

extension RegistryClient {
    /// A manifest with its digest.
    struct Document: Sendable {
        let kind: ManifestKind
        let digest: String
        let json: JSONValue
    }

    private func manifest(_ method: String, _ reference: ImageReference) async throws -> HTTPResponse {
        let name = reference.digest ?? reference.tag ?? "latest"
        return try await send(
            method, "/v2/\(reference.repository)/manifests/\(name)",
            scope: "repository:\(reference.repository):pull", accept: ManifestKind.accept, limit: 8 << 20)
    }

    func document(_ reference: ImageReference) async throws -> Document {
        let answer = try await manifest("GET", reference)
        guard answer.status == 200 else { throw refusal(answer, "be asked for \(reference)") }
        let digest = Self.digest(of: answer.body)
        let said = answer.headers["Docker-Content-Digest"]
        guard digest == reference.digest ?? said ?? digest else {
            throw HimatError(
                .malformed, "\(reference.registry) sent another manifest than \(reference.digest ?? said ?? "")")
        }
        let json = try JSONValue.parse(answer.body)
        let type = json["mediaType"]?.string ?? answer.headers["Content-Type"].map { String($0.prefix { $0 != ";" }) }
        guard let kind = ManifestKind(rawValue: type ?? "") else {
            throw HimatError(
                .malformed, "\(reference) has a manifest of a kind that is not known: \((type ?? "none").harmless)")
        }
        return Document(kind: kind, digest: digest, json: json)
    }

    private func config(_ manifest: JSONValue, _ reference: ImageReference) async throws -> JSONValue {
        guard let digest = manifest.at("config", "digest")?.string, reference.pinned(to: digest) != nil else {
            throw HimatError(.malformed, "The manifest of \(reference) names no configuration")
        }
        let answer = try await send(
            "GET", "/v2/\(reference.repository)/blobs/\(digest)", scope: "repository:\(reference.repository):pull",
            limit: 8 << 20)
        guard answer.status == 200 else { throw refusal(answer, "be asked for the configuration of \(reference)") }
        guard Self.digest(of: answer.body) == digest else {
            throw HimatError(
                .malformed, "\(address.name) sent another configuration of \(reference) than was asked for")
        }
        return try JSONValue.parse(answer.body)
    }

    static func digest(of bytes: [UInt8]) -> String {
        let hexadecimal = SHA256.hash(data: bytes).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return "sha256:" + hexadecimal.joined()
    }
}
