// SPDX-License-Identifier: MIT
internal import HimatHTTP
public import HimatSupport

extension EngineClient {
    /// Sends an image to the registry in its name.
    ///
    /// The last event is `.digest`; an engine that names none is to be asked for nothing: ask the registry.
    /// - Parameters:
    ///   - insecure: plain HTTP, or any certificate, will do for this registry (podman; docker decides by its own settings).
    /// - Throws: `HimatError` (service, with an `EngineRefusal` as cause) in the loop when the registry refuses.
    public func push(_ reference: ImageReference, credentials: RegistryCredentials? = nil, insecure: Bool = false)
        async throws -> AsyncThrowingStream<TransferEvent, any Error>
    {
        var query = [(name: "tag", value: reference.tag ?? "latest")]
        if isPodman, insecure { query.append((name: "tlsVerify", value: "false")) }
        let request = request(
            "POST", "/images/\(try Self.path(of: reference.name))/push", query: query,
            headers: ["X-Registry-Auth": RegistryCredentials.header(credentials, for: reference.registry)],
            isLong: true)
        return try await transfer(request, to: "push \(reference)")
    }

    /// Fetches an image from the registry in its name.
    public func pull(
        _ reference: ImageReference, platform: String? = nil, credentials: RegistryCredentials? = nil,
        insecure: Bool = false
    ) async throws -> AsyncThrowingStream<TransferEvent, any Error> {
        var query = [(name: "fromImage", value: reference.name)]
        query.append((name: "tag", value: reference.digest ?? reference.tag ?? "latest"))
        if let platform { query.append((name: "platform", value: platform)) }
        if isPodman, insecure { query.append((name: "tlsVerify", value: "false")) }
        let request = request(
            "POST", "/images/create", query: query,
            headers: ["X-Registry-Auth": RegistryCredentials.header(credentials, for: reference.registry)],
            isLong: true)
        return try await transfer(request, to: "pull \(reference)")
    }

    private func transfer(_ request: HTTPRequest, to action: String) async throws
        -> AsyncThrowingStream<TransferEvent, any Error>
    {
        let head = try await stream(request, to: action)
        let lines = EngineLines(
            head.body, failure: { HimatError(.service, "The engine could not \(action)", cause: $0) },
            lost: { self.lost($0, action) })
        return EventQueue(lines, reader: DigestMemory(), take: { $0.take($1) }, end: { $0.end() }).events
    }
}

/// Finds the digest in a push: docker names it in a document of its own, podman in its last sentence.
struct DigestMemory: Sendable {
    private var digest: String?

    mutating func take(_ line: JSONValue) -> [TransferEvent] {
        if let digest = line.at("aux", "Digest")?.string { self.digest = digest }
        if let layer = LayerTransfer(line) { return [.layer(layer)] }
        guard let status = line["status"]?.string else { return [] }
        if digest == nil { digest = Self.digest(in: status) }
        return [.status(status.harmless)]
    }

    mutating func end() -> [TransferEvent] { digest.map { [.digest($0)] } ?? [] }

    /// The digest of `1.2: digest: sha256:… size: 420` or `Digest: sha256:…`.
    static func digest(in sentence: String) -> String? {
        guard let mark = sentence.firstRange(of: "igest: sha256:") else { return nil }
        let hexadecimal = sentence[mark.upperBound...].prefix { $0.isHexDigit }
        return hexadecimal.count == 64 ? "sha256:\(hexadecimal)" : nil
    }
}
