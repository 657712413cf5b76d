// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The keys that the shared files give the profile in use.
struct ProfileCredentials: CredentialProvider {
    private let settings: AWSSettings

    init(_ settings: AWSSettings) { self.settings = settings }

    var name: String { "profile \(settings.profileName)" }

    func find() async throws -> CredentialFinding {
        guard let profile = settings.profile else {
            return .none("neither \(settings.profiles.configPath) nor \(settings.profiles.credentialsPath) has it")
        }
        return try Self.keys(of: profile).map { .found($0) } ?? .none("it names no keys")
    }

    /// The keys written down in a profile; nil when there are none.
    static func keys(of profile: Profile) throws -> AWSCredentials? {
        guard let id = profile["aws_access_key_id"] else { return nil }
        guard let secret = profile["aws_secret_access_key"] else {
            throw HimatError(
                .credentials,
                "Profile \(profile.name) in \(profile.keyFile) has aws_access_key_id but no aws_secret_access_key")
        }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: Sensitive(secret),
            sessionToken: profile["aws_session_token"].map { Sensitive($0) },
            source: "profile \(profile.name) of \(profile.keyFile)")
    }
}
