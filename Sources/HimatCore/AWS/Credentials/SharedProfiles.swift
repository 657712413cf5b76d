// SPDX-License-Identifier: MIT
public import HimatSupport

/// The shared `config` and `credentials` files together.
public struct SharedProfiles: Sendable {
    /// The config file's path.
    public let configPath: String
    /// The credentials file's path.
    public let credentialsPath: String
    private var profiles: [String: Profile] = [:]
    private var sessions: [String: [String: String]] = [:]
    private var services: [String: [String: [String: String]]] = [:]

    /// Reads the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, else those under `~/.aws`.
    /// - Throws: `HimatError` (usage) with `file:line`.
    public init(environment: ProcessEnvironment) throws {
        configPath = environment.absolute(environment["AWS_CONFIG_FILE"] ?? "~/.aws/config")
        credentialsPath = environment.absolute(environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials")
        take(config: try ProfileFile(path: configPath))
        take(credentials: try ProfileFile(path: credentialsPath))
    }

    private mutating func take(config: ProfileFile) {
        for (title, section) in config.sections {
            let words = title.split(separator: " ", maxSplits: 1).map(String.init)
            switch (words.first, words.count) {
            case ("profile", 2), ("default", 1):
                let name = words.count == 2 ? words[1] : words[0]
                // `[profile default]` wins over `[default]`.
                if words.count == 1, profiles[name] != nil { continue }
                profiles[name] = Profile(name: name, settings: section.settings, keyFile: config.path)
            case ("sso-session", 2): sessions[words[1]] = section.settings
            case ("services", 2): services[words[1]] = section.nested
            default: break
            }
        }
    }

    private mutating func take(credentials: ProfileFile) {
        for (name, section) in credentials.sections {
            var profile = profiles[name] ?? Profile(name: name, settings: [:], keyFile: credentials.path)
            if section.settings["aws_access_key_id"] != nil {
                // A session token of the other file would not belong to this key.
                profile.settings["aws_session_token"] = nil
                profile.keyFile = credentials.path
            }
            profile.settings.merge(section.settings) { _, own in own }
            profiles[name] = profile
        }
    }

    /// The profile of that name.
    public func profile(_ name: String) -> Profile? { profiles[name] }
    /// The settings of `[sso-session NAME]`.
    public func session(_ name: String) -> [String: String]? { sessions[name] }
    /// The names of all profiles, sorted.
    public var names: [String] { profiles.keys.sorted() }

    /// The `endpoint_url` that a profile's `services` section gives a service, e.g. `ec2`.
    public func endpoint(of profile: Profile, service: String) -> String? {
        guard let section = profile["services"] else { return nil }
        return services[section]?[service]?["endpoint_url"]
    }
}
