// SPDX-License-Identifier: MIT
internal import FoundationEssentials
public import HimatSupport

/// What a registry is shown: a name and a password, or a token in place of both.
public struct RegistryCredentials: Sendable, Hashable {
    /// What proves who one is.
    public enum Proof: Sendable, Hashable {
        /// A name and its password, or an access token that is used like one.
        case password(user: String, Sensitive<String>)
        /// A refresh token, which the registry's token service changes for short-lived ones.
        case identityToken(Sensitive<String>)
    }

    /// What proves who one is.
    public let proof: Proof
    /// Where it was found, for people: a file's path, a helper's name.
    public let origin: String

    /// Keeps a proof.
    public init(_ proof: Proof, origin: String) {
        self.proof = proof
        self.origin = origin
    }

    /// The user's name, when there is one.
    public var user: String? { if case .password(let user, _) = proof { user } else { nil } }

    /// How docker names a registry in its files and headers: Docker Hub has a name from its first days.
    public static func key(for registry: String) -> String {
        registry == "docker.io" ? "https://index.docker.io/v1/" : registry
    }

    /// `X-Registry-Auth`: never left out, for docker refuses a push without it.
    static func header(_ credentials: RegistryCredentials?, for registry: String) -> String {
        encoded(credentials?.json(for: registry) ?? [:])
    }

    /// `X-Registry-Config`: credentials for the bases of a build.
    static func header(_ credentials: [String: RegistryCredentials]) -> String {
        var members: [String: JSONValue] = [:]
        for (registry, proof) in credentials { members[key(for: registry)] = proof.json(for: registry) }
        return encoded(.object(members))
    }

    private func json(for registry: String) -> JSONValue {
        let address = JSONValue.string(Self.key(for: registry))
        switch proof {
        case .password(let user, let password):
            return ["username": .string(user), "password": .string(password.revealed), "serveraddress": address]
        case .identityToken(let token):
            return ["identitytoken": .string(token.revealed), "serveraddress": address]
        }
    }

    /// Base64 in the alphabet for URLs, as both engines read it.
    private static func encoded(_ json: JSONValue) -> String {
        String(
            Data(json.bytes).base64EncodedString().map { character in
                switch character {
                case "+": "-"
                case "/": "_"
                default: character
                }
            })
    }
}
