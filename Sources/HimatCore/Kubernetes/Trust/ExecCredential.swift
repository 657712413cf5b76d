// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport
internal import Subprocess
internal import SystemPackage

/// Runs an exec plug-in and reads the `ExecCredential` it prints.
///
/// It inherits the environment, as with kubectl, and gets no terminal. It runs in a process group of its own, which ends with
/// it. What it says on standard error is passed on line by line, since that is where it says what the user must do to log in.
struct ExecCredential: Sendable {
    /// The most time it may take; somebody may have to log in with a browser meanwhile.
    static let deadline = Duration.seconds(120)
    private static let outputLimit = 1 << 20

    let plugin: ExecPlugin
    let environment: ProcessEnvironment
    let clusterInfo: JSONValue?
    let clock: any WallClock
    /// Takes a line the program says.
    let say: @Sendable (String) -> Void

    /// Runs the program.
    /// - Throws: `HimatError` (credentials) with the program's own last words; its output is never quoted.
    func credential() async throws -> KubernetesCredential {
        if plugin.isAlwaysInteractive {
            throw failure("it wants a terminal (interactiveMode: Always), which is not offered here")
        }
        let output = try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { try await run() }
            group.addTask {
                try await clock.sleep(for: Self.deadline)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard let output else { throw failure("it took longer than \(Self.deadline)") }
        guard let json = try? JSONValue.parse(output), json["kind"]?.string == "ExecCredential" else {
            throw failure("it printed no ExecCredential")
        }
        return try read(json)
    }

    private func run() async throws -> [UInt8] {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        let program = plugin.command.contains("/") ? Executable.path(FilePath(plugin.command)) : .name(plugin.command)
        do {
            let result = try await Subprocess.run(
                program, arguments: Arguments(plugin.arguments), environment: .custom(variables),
                workingDirectory: FilePath(environment.currentDirectory), platformOptions: options, input: .none,
                output: .bytes(limit: Self.outputLimit), error: .sequence
            ) { execution in
                var last: [String] = []
                for try await line in execution.standardError.strings() {
                    let line = line.harmless.cut(to: 400)
                    say(line)
                    last = (last + [line]).suffix(3)
                }
                return last
            }
            guard result.terminationStatus.isSuccess else {
                throw failure("it ended with \(result.terminationStatus)", result.closureResult)
            }
            return result.standardOutput
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw failure("it printed more than \(Self.outputLimit >> 20) MiB")
        } catch let error as SubprocessError {
            throw HimatError(
                .credentials, "The credential program \(plugin.command) could not be run", cause: error,
                nextStep: plugin.installHint ?? "install it, or name another user in the kubeconfig")
        }
    }

    private var variables: [Environment.Key: String] {
        var variables = environment.variables.merging(plugin.environment) { $1 }
        variables["KUBERNETES_EXEC_INFO"] = info.rendered()
        let pairs = variables.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
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
        func text(_ key: String) -> String? { status[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        let (token, certificate, key) = (text("token"), text("clientCertificateData"), text("clientKeyData"))
        guard (certificate == nil) == (key == nil) else {
            throw failure("it gave a certificate or a key without the other")
        }
        guard token != nil || certificate != nil else {
            throw failure("it gave neither a token nor a client certificate")
        }
        return KubernetesCredential(
            token: token.map { Sensitive($0) }, clientCertificate: certificate.map { [UInt8]($0.utf8) },
            clientKey: key.map { Sensitive([UInt8]($0.utf8)) },
            expiry: status["expirationTimestamp"]?.string.flatMap(KubernetesTime.parse))
    }

    private func failure(_ what: String, _ words: [String] = []) -> HimatError {
        HimatError(
            .credentials, "The credential program \(plugin.command) failed: \(what)", details: words,
            nextStep: plugin.installHint)
    }
}
