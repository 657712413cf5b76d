// SPDX-License-Identifier: MIT
public import ArgumentParser

/// The flags every command of a layer takes.
public struct GlobalOptions: ParsableArguments, Sendable {
    /// `--config`.
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The configuration file; by default himat.yaml, else terraform.tfvars.", valueName: "path"))
    public var config: String?

    /// `--cluster-name`.
    @Option(help: ArgumentHelp("cluster_name, over the configuration.", valueName: "name"))
    public var clusterName: String?

    /// `--region`.
    @Option(help: ArgumentHelp("cluster_region, over the configuration and AWS_REGION.", valueName: "region"))
    public var region: String?

    /// `--profile`.
    @Option(help: ArgumentHelp("The AWS profile, over AWS_PROFILE.", valueName: "name"))
    public var profile: String?

    /// `--set`, in the order typed.
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Any key of the configuration; may be repeated.", valueName: "key=value"))
    public var settings: [Setting] = []

    /// `--output`, `--verbose`, `--quiet`, `--no-color`.
    @OptionGroup public var output: OutputOptions

    /// `--timeout`.
    @Option(help: ArgumentHelp("The most the whole command may take, e.g. 45m, 2h, 90s.", valueName: "duration"))
    public var timeout: TimeSpan?

    /// `--parallelism`.
    @Option(help: ArgumentHelp("How many resources are worked on at once.", valueName: "count"))
    public var parallelism: Int = 16

    /// Parses nothing; every flag at its default.
    public init() {}

    /// Checks the ranges.
    public func validate() throws {
        guard (1...256).contains(parallelism) else {
            throw ValidationError("--parallelism must be between 1 and 256, not \(parallelism)")
        }
    }

    /// The flags of their own that set a key, by key.
    public var flagNames: [String: String] {
        var names: [String: String] = [:]
        if clusterName != nil { names["cluster_name"] = "--cluster-name" }
        if region != nil { names["cluster_region"] = "--region" }
        return names
    }

    /// The configuration keys that flags set; a flag of its own wins over `--set`, a later `--set` over an earlier one.
    public var overrides: [String: String] {
        var result = Dictionary(settings.map { ($0.key, $0.value) }) { _, later in later }
        if let clusterName { result["cluster_name"] = clusterName }
        if let region { result["cluster_region"] = region }
        return result
    }
}
