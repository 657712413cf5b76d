// SPDX-License-Identifier: MIT
public import HimatSupport

/// Finds the sources of the configuration and joins them: flag, `HIMAT_<KEY>`, himat.yaml, terraform.tfvars, default; the
/// first that sets a key wins.
public struct ConfigLoader: Sendable {
    /// The file looked for first.
    public static let yamlName = "himat.yaml"
    /// The file of the Terraform recipe, looked for beside it.
    public static let tfvarsName = "terraform.tfvars"

    private let environment: ProcessEnvironment

    /// Prepares to load for a process.
    public init(environment: ProcessEnvironment) { self.environment = environment }

    /// Loads and checks everything.
    /// - Parameters:
    ///   - flags: settings of the command line, by key.
    ///   - flagNames: the flag of a key that was set by one of its own; the others were set by `--set`.
    ///   - path: one file of either kind (`.tfvars` or YAML) instead of those in the current folder.
    /// - Throws: `HimatError` (usage) that shows all problems at once.
    public func load(flags: [String: String] = [:], flagNames: [String: String] = [:], path: String? = nil) throws
        -> LoadedConfig
    {
        let files = try self.files(path)
        let sources = [ConfigSource.flags(flags, names: flagNames), .environment(environment)] + files
        return try ConfigMerge(sources, extra: ConfigSource.misspelt(environment)).loaded()
    }

    private func files(_ path: String?) throws -> [ConfigSource] {
        if let path {
            guard let text = try ConfigFile.read(path, environment) else {
                throw HimatError(
                    .usage, "The configuration \(path) does not exist", nextStep: "himat-eks init writes a himat.yaml")
            }
            return [try ConfigFile.source(text)]
        }
        return try [Self.yamlName, Self.tfvarsName].compactMap { name in
            try ConfigFile.read(name, environment).map { try ConfigFile.source($0) }
        }
    }
}
