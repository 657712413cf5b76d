// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport
internal import Subprocess
internal import SystemPackage

/// Runs an exec plug-in and reads the `ExecCredential` it prints.
struct ExecCredential: Sendable {
    let plugin: ExecPlugin
    let environment: ProcessEnvironment
    let clusterInfo: JSONValue?

    /// Runs the program.
    /// - Throws: `HimatError` (credentials) with the program's own last words; its output is never quoted.
    func credential() async throws -> KubernetesCredential {
        if plugin.isAlwaysInteractive {
            throw failure("it wants a terminal (interactiveMode: Always), which is not offered here")
        }
        var variables = environment.variables.merging(plugin.environment) { $1 }
        variables["KUBERNETES_EXEC_INFO"] = info.rendered()
        let (output, words) = try await run(variables)
        guard let json = try? JSONValue.parse(output), json["kind"]?.string == "ExecCredential" else {
            throw failure("it printed no ExecCredential", words)
        }
        return try read(json)
    }

    private func run(_ variables: [String: String]) async throws -> ([UInt8], String) {
        let pairs = variables.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
        let program = plugin.command.contains("/") ? Executable.path(FilePath(plugin.command)) : .name(plugin.command)
        do {
            let result = try await Subprocess.run(
                program, arguments: Arguments(plugin.arguments),
                environment: .custom(Dictionary(pairs, uniquingKeysWith: { $1 })), output: .bytes(limit: 1 << 20),
                error: .string(limit: 1 << 16))
            guard result.terminationStatus.isSuccess else {
                throw failure("it ended with \(result.terminationStatus)", result.standardError)
            }
            return (result.standardOutput, result.standardError)
        } catch let error as SubprocessError {
            throw HimatError(
                .credentials, "The credential program \(plugin.command) could not be run", cause: error,
                nextStep: plugin.installHint ?? "install it, or name another user in the kubeconfig")
        }
    }

    /// What the program is told in `KUBERNETES_EXEC_INFO`.
    private var info: JSONValue {
        var spec: JSONValue = ["interactive": false]
        if plugin.providesClusterInfo, let clusterInfo { spec["cluster"] = clusterInfo }
        return ["apiVersion": .string(plugin.apiVersion), "kind": "ExecCredential", "spec": spec]
    }

    private func read(_ json: JSONValue) throws -> KubernetesCredential {
        guard json["apiVersion"]?.string == plugin.apiVersion else {
            throw failure("it answered in another version than the \(plugin.apiVersion) it was asked in")
        }
        let status = json["status"] ?? .null
        let certificate = status["clientCertificateData"]?.string
        let key = status["clientKeyData"]?.string
        guard status["token"]?.string?.isEmpty == false || (certificate != nil && key != nil) else {
            throw failure("it gave neither a token nor a client certificate")
        }
        return KubernetesCredential(
            token: status["token"]?.string.map { Sensitive($0) },
            clientCertificate: certificate.map { [UInt8]($0.utf8) },
            clientKey: key.map { Sensitive([UInt8]($0.utf8)) },
            expiry: status["expirationTimestamp"]?.string.flatMap(KubernetesTime.parse))
    }

    private func failure(_ what: String, _ words: String = "") -> HimatError {
        let last = words.split(separator: "\n").suffix(3).map(String.init)
        return HimatError(
            .credentials, "The credential program \(plugin.command) failed: \(what)", details: last,
            nextStep: plugin.installHint)
    }
}
