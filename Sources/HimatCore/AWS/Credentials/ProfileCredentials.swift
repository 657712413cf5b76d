// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The keys that the shared files give the profile in use: a role, single sign-on, keys written down, or a program that prints them.
struct ProfileCredentials: CredentialProvider {
    private let scene: CredentialScene

    init(_ scene: CredentialScene) { self.scene = scene }

    var name: String { "profile \(scene.settings.profileName)" }

    func find() async throws -> CredentialFinding {
        guard let profile = scene.settings.profile else {
            let profiles = scene.settings.profiles
            return .none("neither \(profiles.configPath) nor \(profiles.credentialsPath) has it")
        }
        return try await keys(of: profile, from: []).map { .found($0) } ?? .none("it names no keys, role or sign-on")
    }

    /// The keys a profile leads to; nil when it names no source at all.
    /// - Parameter path: the profiles that led here, to find loops.
    private func keys(of profile: Profile, from path: [String]) async throws -> AWSCredentials? {
        let isSourceOfItself = path.last == profile.name
        if let arn = profile["role_arn"], !isSourceOfItself {
            let role = try AssumedRole(profile, arn: arn)
            if let file = profile["web_identity_token_file"] {
                return try await role.assume(
                    withTokenFile: scene.settings.environment.absolute(file), try scene.client())
            }
            let source = try await source(of: profile, path: path + [profile.name])
            return try await role.assume(with: try scene.client(source))
        }
        if profile["sso_account_id"] != nil || profile["sso_role_name"] != nil {
            return try await SSOCredentials(profile, scene).fetch()
        }
        let written = try Self.written(in: profile)
        if let written, profile.keyFile == scene.settings.profiles.credentialsPath { return written }
        if profile["login_session"] != nil {
            throw HimatError(
                .credentials, "Profile \(profile.name) was made by `aws login`, whose sessions HiMAT cannot read",
                nextStep:
                    "take its keys: `eval \"$(aws configure export-credentials --profile \(profile.name) --format env)\"`"
            )
        }
        if let command = profile["credential_process"] {
            return try await CredentialProcess(command, profile: profile.name, scene).fetch()
        }
        return written
    }

    /// The keys a role's profile is assumed with.
    private func source(of profile: Profile, path: [String]) async throws -> AWSCredentials {
        switch (profile["source_profile"], profile["credential_source"]) {
        case (let name?, nil):
            guard let source = scene.settings.profiles.profile(name) else {
                throw HimatError(
                    .usage, "source_profile of profile \(profile.name) names \(name), which does not exist")
            }
            // A profile may name itself when it holds keys of its own.
            let isItself = name == profile.name && source["aws_access_key_id"] != nil
            guard isItself || !path.contains(name) else {
                throw HimatError(
                    .usage, "The profiles lead in a circle: \((path + [name]).joined(separator: " -> "))",
                    nextStep: "let one of them name keys instead of a source_profile")
            }
            guard let keys = try await keys(of: source, from: path) else {
                throw HimatError(.credentials, "Profile \(name), the source of profile \(profile.name), has no keys")
            }
            return keys
        case (nil, let source?):
            return try await keys(ofSource: source, profile)
        case (nil, nil), (_?, _?):
            throw HimatError(
                .usage,
                "Profile \(profile.name) has a role_arn and needs exactly one of source_profile and credential_source")
        }
    }

    private func keys(ofSource source: String, _ profile: Profile) async throws -> AWSCredentials {
        let provider: any CredentialProvider
        switch source {
        case "Environment": provider = EnvironmentCredentials(scene.settings.environment)
        case "EcsContainer": provider = ContainerCredentials(scene)
        case "Ec2InstanceMetadata": provider = InstanceMetadataCredentials(scene)
        default:
            throw HimatError(
                .usage,
                "credential_source of profile \(profile.name) must be Environment, EcsContainer or Ec2InstanceMetadata, not \(source)"
            )
        }
        return try await CredentialChain([provider]).credentials()
    }

    /// The keys written down in a profile; nil when there are none.
    private static func written(in profile: Profile) throws -> AWSCredentials? {
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
