// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// What a kubeconfig of ours needs from the process that writes it: the program's path, the profile, endpoints.
struct KubeconfigSource: Sendable {
    let environment: ProcessEnvironment
    let settings: AWSSettings

    func file(identity: ClusterIdentity, endpoint: String, authority: String) -> KubeconfigFile {
        KubeconfigFile(
            identity: identity, server: endpoint, authority: authority, program: program,
            profile: settings.chosenProfile, environment: endpoints)
    }

    /// Where this program is; a name without a slash was found on PATH.
    private var program: String {
        let name = ProcessInfo.processInfo.arguments.first ?? "himat-eks"
        if name.contains("/") { return environment.absolute(name) }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? name
    }

    /// Where STS is reached, when that is not the rule's own place.
    private var endpoints: [String: String] {
        let names = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]
        return Dictionary(names.compactMap { name in environment[name].map { (name, $0) } }, uniquingKeysWith: { $1 })
    }
}
