// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// A `config.json` of docker or an `auth.json` of podman: registries with their credentials, or the helpers that keep them
/// ([format](https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md)).
struct CredentialFile: Sendable {
    let path: String
    private(set) var document: JSONValue

    /// Reads the file; nil when there is none.
    /// - Throws: `HimatError` (usage) that shows nothing of the content.
    static func read(_ path: String) throws -> CredentialFile? {
        guard let bytes = try SmallFile.ofContainers(at: path) else { return nil }
        if bytes.allSatisfy({ $0 <= 0x20 }) { return CredentialFile(path: path, document: .object([:])) }
        guard let document = try? JSONValue.parse(bytes), document.object != nil else {
            throw HimatError(.usage, "\(path) is not valid JSON", nextStep: "correct the file, or move it away")
        }
        return CredentialFile(path: path, document: document)
    }

    init(path: String, document: JSONValue = .object([:])) {
        self.path = path
        self.document = document
    }

    /// The helper that keeps the credentials of a registry: its own, else the one for all.
    func helper(for registry: String) -> String? {
        let keys = [RegistryCredentials.key(for: registry), registry]
        for key in keys { if let name = document["credHelpers"]?[key]?.string, !name.isEmpty { return name } }
        return document["credsStore"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The credentials the file itself holds for a repository: those of the longest path in podman's manner
    /// (`host/team/name`, `host/team`), else the registry's.
    /// - Throws: `HimatError` (usage) for an entry that cannot be read.
    func credentials(registry: String, repository: String) throws -> RegistryCredentials? {
        var parts = [registry] + repository.split(separator: "/").map(String.init)
        while parts.count > 1 {
            if let found = try credentials(under: parts.joined(separator: "/")) { return found }
            parts.removeLast()
        }
        for key in [RegistryCredentials.key(for: registry), registry] {
            if let found = try credentials(under: key) { return found }
        }
        // Old files write the registry as an address.
        for key in (document["auths"]?.object ?? [:]).keys.sorted() where Self.host(key) == registry {
            if let found = try credentials(under: key) { return found }
        }
        return nil
    }

    private func credentials(under key: String) throws -> RegistryCredentials? {
        guard let entry = document["auths"]?[key] else { return nil }
        if let token = entry["identitytoken"]?.string, !token.isEmpty {
            return RegistryCredentials(.identityToken(Sensitive(token)), origin: path)
        }
        if let user = entry["username"]?.string, let password = entry["password"]?.string, !user.isEmpty {
            return RegistryCredentials(.password(user: user, Sensitive(password)), origin: path)
        }
        guard let packed = entry["auth"]?.string, !packed.isEmpty else { return nil }
        let text = Data(base64Encoded: packed).map { String(decoding: $0, as: UTF8.self) }
        guard let text, let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
            throw HimatError(
                .usage, "\(path): the entry for \(key.harmless) holds no name and password",
                nextStep: "himat-image login \(Self.host(key))")
        }
        var password = text[text.index(after: colon)...]
        while password.last == "\0" { password.removeLast() }
        return RegistryCredentials(.password(user: String(text[..<colon]), Sensitive(String(password))), origin: path)
    }

    private static func host(_ key: String) -> String {
        let rest = key.firstRange(of: "://").map { key[$0.upperBound...] } ?? key[...]
        return String(rest.prefix { $0 != "/" })
    }

    // MARK: Changes

    /// Keeps name and password of a registry, everything else as it was.
    mutating func set(_ user: String, _ password: Sensitive<String>, for registry: String) {
        let packed = Data("\(user):\(password.revealed)".utf8).base64EncodedString()
        setEntry(["auth": .string(packed)], for: registry)
    }

    /// Notes that a helper keeps a registry's credentials, as docker does.
    mutating func setEntry(_ entry: JSONValue, for registry: String) {
        var entries = document["auths"] ?? .object([:])
        entries[RegistryCredentials.key(for: registry)] = entry
        document["auths"] = entries
    }

    /// Forgets a registry.
    /// - Returns: whether it was there.
    mutating func remove(_ registry: String) -> Bool {
        var entries = document["auths"] ?? .object([:])
        var wasThere = false
        for key in (entries.object ?? [:]).keys
        where key == RegistryCredentials.key(for: registry) || Self.host(key) == registry {
            entries[key] = nil
            wasThere = true
        }
        document["auths"] = entries
        return wasThere
    }

    /// Writes the file for its owner alone.
    func write() throws {
        do {
            try FileManager.default.createDirectory(
                at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw HimatError(.storage, "The folder of \(path) could not be made", cause: error)
        }
        try PrivateFile.write([UInt8]((document.rendered(pretty: true) + "\n").utf8), to: path)
    }
}
