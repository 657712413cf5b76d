// SPDX-License-Identifier: MIT

/// A configuration that holds, with what its user should know about it.
public struct LoadedConfig: Sendable {
    /// The settings.
    public var config: ClusterConfig
    /// What is allowed but probably not meant.
    public var warnings: [ConfigNote]
    /// Where each key that is set comes from; others have their defaults.
    public var origins: [String: ConfigOrigin]
    /// The files that were read, as the user names them, the strongest first.
    public var files: [String]

    /// Where a key's value comes from.
    public func origin(_ key: String) -> ConfigOrigin { origins[key] ?? .builtIn }

    /// The file that a command which changes a setting should edit: himat.yaml unless only a tfvars file is there.
    public var editableFile: String { files.first ?? ConfigLoader.yamlName }
}
