// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatHTTP
internal import HimatSupport

/// Session keys of a role that IAM Identity Center grants whoever is signed on
/// ([settings](https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html)).
struct SSOCredentials: Sendable {
    private let account: String
    private let role: String
    private let token: SSOToken
    private let scene: CredentialScene
    private let profile: String

    /// Reads a profile's sign-on settings.
    /// - Throws: `HimatError` (usage) that names what is missing or contradictory.
    init(_ profile: Profile, _ scene: CredentialScene) throws {
        var settings = profile.settings
        let session = profile["sso_session"]
        if let session {
            guard let shared = scene.settings.profiles.session(session) else {
                throw HimatError(
                    .usage, "Profile \(profile.name) names the sso-session \(session), which does not exist")
            }
            for (name, value) in shared {
                if let own = settings[name], own != value {
                    throw HimatError(.usage, "\(name) of profile \(profile.name) contradicts sso-session \(session)")
                }
                settings[name] = value
            }
        }
        func required(_ name: String) throws -> String {
            guard let value = settings[name], !value.isEmpty else {
                throw HimatError(
                    .usage, "Profile \(profile.name) signs on but lacks \(name)", nextStep: "run `aws configure sso`")
            }
            return value
        }
        account = try required("sso_account_id")
        role = try required("sso_role_name")
        let start = try required("sso_start_url")
        token = SSOToken(key: session ?? start, region: try required("sso_region"), scene: scene)
        self.scene = scene
        self.profile = profile.name
    }

    /// The role's keys.
    func fetch() async throws -> AWSCredentials {
        let bearer = try await token.valid()
        var call = AWSCall.rest(
            .sso, "GET", ["federation", "credentials"], [("role_name", role), ("account_id", account)], nil,
            "GetRoleCredentials", .safe)
        call.headers["x-amz-sso_bearer_token"] = bearer.revealed
        call.isSigned = false
        let answer = try await scene.client(region: token.region).document(of: call)
        guard let keys = answer["roleCredentials"], let id = keys["accessKeyId"]?.string,
            let secret = keys["secretAccessKey"]?.string, let session = keys["sessionToken"]?.string,
            let end = keys["expiration"]?.double
        else { throw HimatError(.malformed, "The sign-on of profile \(profile) answered without keys") }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: Sensitive(secret), sessionToken: Sensitive(session),
            expiration: Date(timeIntervalSince1970: end / 1000),
            source: "the sign-on of profile \(profile), role \(role)")
    }
}

extension AWSService {
    /// IAM Identity Center's portal.
    static let sso = AWSService(
        signingName: "awsssoportal", endpointPrefix: "portal.sso", serviceID: "SSO", version: "2019-06-10",
        wire: .restJSON)
    /// IAM Identity Center's token service.
    static let ssoOIDC = AWSService(
        signingName: "sso-oauth", endpointPrefix: "oidc", serviceID: "SSO_OIDC", version: "2019-06-10",
        wire: .restJSON)
}
