// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `token`: what kubectl and other clients run to get in; reads no configuration when name and region are given.
struct TokenCommand: QuickCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Print an ExecCredential for the cluster.",
        discussion: "For kubeconfig files; the token is valid for 15 minutes.")

    @Option(help: ArgumentHelp("The cluster's name; by default as the configuration says.", valueName: "name"))
    var clusterName: String?

    @Option(help: ArgumentHelp("The cluster's region.", valueName: "region"))
    var region: String?

    @Option(help: ArgumentHelp("The AWS profile, over AWS_PROFILE.", valueName: "name"))
    var profile: String?

    @Option(
        name: [.customShort("c"), .customLong("config")],
        help: ArgumentHelp("The configuration file.", valueName: "path"))
    var path: String?

    static let optionNames = ["cluster-name", "region", "profile", "config"]

    static func run(_ words: OptionWords, in runtime: Runtime) async throws {
        try await TokenSource(
            clusterName: words["cluster-name"], region: words["region"], profile: words["profile"],
            path: words["config"]
        ).print(in: runtime)
    }

    func run(in runtime: Runtime) async throws {
        try await TokenSource(clusterName: clusterName, region: region, profile: profile, path: path).print(in: runtime)
    }
}

/// Where a token comes from: a cluster, named or configured, and keys.
private struct TokenSource: Sendable {
    let clusterName: String?
    let region: String?
    let profile: String?
    let path: String?

    func print(in runtime: Runtime) async throws {
        let (name, place) = try target(runtime)
        let settings = try AWSSettings(environment: runtime.environment, profile: profile)
        let client = try AWSClient(
            settings, region: place, sender: HTTPClient(environment: runtime.environment), clock: runtime.clock)
        let token = try await EKSToken.make(cluster: name, with: client, at: runtime.clock.now())
        runtime.standardOutput.write(token.execCredential(environment: runtime.environment) + "\n")
    }

    private func target(_ runtime: Runtime) throws -> (name: String, region: String?) {
        if let clusterName { return (clusterName, region) }
        var flags: [String: String] = [:]
        flags["cluster_region"] = region
        let config = try ConfigLoader(environment: runtime.environment).load(flags: flags, path: path).config
        return (config.clusterName, config.clusterRegion)
    }
}
