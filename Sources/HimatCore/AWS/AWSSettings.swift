// SPDX-License-Identifier: MIT
public import HimatSupport

/// What environment and shared files say about reaching AWS, read once a run.
public struct AWSSettings: Sendable {
    /// The process's environment.
    public let environment: ProcessEnvironment
    /// The shared files.
    public let profiles: SharedProfiles
    /// The profile in use: the flag, `AWS_PROFILE`, else `default`.
    public let profileName: String
    /// Whether a flag named the profile; then keys in the environment are not asked.
    public let isProfileGiven: Bool
    /// The PEM bytes of `AWS_CA_BUNDLE` or of the profile's `ca_bundle`; nil = the machine's own list.
    public let certificateAuthorities: [UInt8]?

    /// Reads the shared files.
    /// - Throws: `HimatError` (usage): a file that cannot be read, with its line; a profile that is in neither file.
    public init(environment: ProcessEnvironment, profile: String? = nil) throws {
        let profiles = try SharedProfiles(environment: environment)
        let named = profile ?? environment["AWS_PROFILE"]
        if let named, profiles.profile(named) == nil {
            throw HimatError(
                .usage,
                "The AWS profile \(named) is neither in \(profiles.configPath) nor in \(profiles.credentialsPath)",
                nextStep: profiles.names.isEmpty
                    ? "make it with `aws configure --profile \(named)`"
                    : "choose one of: \(profiles.names.joined(separator: ", "))")
        }
        self.environment = environment
        self.profiles = profiles
        profileName = named ?? "default"
        isProfileGiven = profile != nil
        let bundle = environment["AWS_CA_BUNDLE"] ?? profiles.profile(named ?? "default")?["ca_bundle"]
        certificateAuthorities = try bundle.map { path in
            guard let bytes = try SmallFile.bytes(at: environment.absolute(path)) else {
                throw HimatError(
                    .usage, "The CA bundle \(path) is not there", nextStep: "correct or unset AWS_CA_BUNDLE")
            }
            return bytes
        }
    }

    /// The profile in use, if the files have it.
    public var profile: Profile? { profiles.profile(profileName) }

    /// The profile's name for programs started later (`AWS_PROFILE` of a kubeconfig); nil when none was asked for.
    public var chosenProfile: String? { isProfileGiven || environment["AWS_PROFILE"] != nil ? profileName : nil }

    /// The region: the caller's (flag or configuration), `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's.
    /// - Throws: `HimatError` (usage) when nobody names one, or when it cannot be part of a host name.
    public func region(_ given: String? = nil) throws -> String {
        let found = given ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? profile?["region"]
        guard let region = found else {
            throw HimatError(
                .usage,
                "No AWS region is set: not by flag or configuration, AWS_REGION, AWS_DEFAULT_REGION or profile \(profileName)",
                nextStep: "set `cluster_region` in himat.yaml, e.g. `cluster_region: eu-central-1`")
        }
        let allowed = region.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard allowed, !region.hasPrefix("-"), !region.hasSuffix("-"), region.utf8.count <= 63 else {
            throw HimatError(.usage, "\(region) is no AWS region", nextStep: "write it as in eu-central-1")
        }
        return region
    }

    /// A yes or no of environment or profile; nil when neither says.
    func flag(_ variable: String, _ setting: String) throws -> Bool? {
        guard let text = environment[variable] ?? profile?[setting] else { return nil }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default: throw HimatError(.usage, "\(variable) (in the profile: \(setting)) must be true or false, not \(text)")
        }
    }

    /// How often a call is sent at most: `AWS_MAX_ATTEMPTS`, the profile's `max_attempts`, else 6.
    func attemptLimit() throws -> Int {
        guard let text = environment["AWS_MAX_ATTEMPTS"] ?? profile?["max_attempts"] else { return 6 }
        guard let number = Int(text), number >= 1 else {
            throw HimatError(
                .usage, "AWS_MAX_ATTEMPTS (in the profile: max_attempts) must be a number from 1, not \(text)")
        }
        return number
    }
}
