// SPDX-License-Identifier: MIT
internal import Crypto
internal import FoundationEssentials
internal import HimatHTTP
internal import HimatSupport

/// The token that `aws sso login` left in `~/.aws/sso/cache`, renewed there while its refresh token lasts.
struct SSOToken: Sendable {
    /// The file's name is the SHA-1 of this: the sso-session's name, for older profiles the start URL.
    let key: String
    /// The sign-on's region.
    let region: String
    let scene: CredentialScene

    private static let margin: TimeInterval = 300

    /// A token that is valid now.
    /// - Throws: `HimatError` (credentials) that says to log in.
    func valid() async throws -> Sensitive<String> {
        guard let bytes = try SmallFile.bytes(at: path) else { throw refusal("nobody is logged in") }
        let known = try? JSONValue.parse(bytes)
        guard let known, let token = known["accessToken"]?.string,
            let end = known["expiresAt"]?.string.flatMap({ SigningTime.date(iso: $0) })
        else { throw refusal("\(path) is not understood") }
        let remaining = end.timeIntervalSince(scene.clock.now())
        if remaining > Self.margin { return Sensitive(token) }
        if let renewed = try await renew(known) { return renewed }
        if remaining > 0 { return Sensitive(token) }
        throw refusal("the login has expired")
    }

    private var path: String {
        let name = SigV4Signer.hex(Insecure.SHA1.hash(data: [UInt8](key.utf8)))
        return scene.settings.environment.absolute("~/.aws/sso/cache/\(name).json")
    }

    private func refusal(_ reason: String) -> HimatError {
        HimatError(
            .credentials, "The single sign-on \(key) gives no token: \(reason)",
            nextStep: "run `aws sso login --profile \(scene.settings.profileName)`")
    }

    /// Trades the refresh token for a new token and keeps it in the file; nil when that cannot be done.
    private func renew(_ known: JSONValue) async throws -> Sensitive<String>? {
        guard let id = known["clientId"], let secret = known["clientSecret"], let refresh = known["refreshToken"],
            let end = known["registrationExpiresAt"]?.string.flatMap({ SigningTime.date(iso: $0) }),
            end > scene.clock.now()
        else { return nil }
        let body: JSONValue = [
            "grantType": "refresh_token", "clientId": id, "clientSecret": secret, "refreshToken": refresh,
        ]
        var call = AWSCall.rest(.ssoOIDC, "POST", ["token"], [], body, "CreateToken", .never)
        call.isSigned = false
        let answer: JSONValue
        do {
            answer = try await scene.client(region: region).document(of: call)
        } catch is HimatError {
            return nil
        }
        guard let token = answer["accessToken"]?.string else { return nil }
        var renewed = known
        renewed["accessToken"] = .string(token)
        let lifetime = answer["expiresIn"]?.double ?? 0
        renewed["expiresAt"] = .string(Date.ISO8601FormatStyle().format(scene.clock.now().addingTimeInterval(lifetime)))
        if let next = answer["refreshToken"] { renewed["refreshToken"] = next }
        try PrivateFile.write(renewed.bytes, to: path)
        return Sensitive(token)
    }
}
