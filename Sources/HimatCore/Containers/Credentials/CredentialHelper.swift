// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport
internal import Subprocess
internal import SystemPackage

/// A program `docker-credential-NAME` that keeps credentials in a keychain
/// ([protocol](https://github.com/docker/docker-credential-helpers)): one word as argument, everything secret by standard input
/// and output.
struct CredentialHelper: Sendable {
    /// The most time it may take; a keychain may ask its user.
    static let deadline = Duration.seconds(60)
    /// What helpers print for a registry they do not know.
    private static let notFound = "credentials not found in native keychain"

    let name: String
    let environment: ProcessEnvironment
    let clock: any WallClock

    private var programName: String { "docker-credential-\(name)" }

    /// Takes a helper's name out of docker's configuration.
    /// - Throws: `HimatError` (usage) for a name that could be more than a name.
    init(_ name: String, _ environment: ProcessEnvironment, clock: any WallClock) throws {
        let isName = name.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "._-".utf8.contains($0) }
        guard isName, !name.isEmpty else {
            throw HimatError(.usage, "\(name.harmless.debugDescription) is no name of a credential helper")
        }
        self.name = name
        self.environment = environment
        self.clock = clock
    }

    /// The credentials of a registry; nil when the helper has none.
    func get(_ registry: String) async throws -> RegistryCredentials? {
        let (isFine, output) = try await run("get", input: RegistryCredentials.key(for: registry))
        guard isFine else {
            if output.contains(Self.notFound) { return nil }
            throw fault("failed")
        }
        guard let document = try? JSONValue.parse(output), let user = document["Username"]?.string,
            let secret = document["Secret"]?.string
        else { throw fault("printed no credentials") }
        guard !secret.isEmpty else { return nil }
        let proof: RegistryCredentials.Proof =
            user == "<token>" ? .identityToken(Sensitive(secret)) : .password(user: user, Sensitive(secret))
        return RegistryCredentials(proof, origin: programName)
    }

    /// Keeps the credentials of a registry.
    func store(_ user: String, _ password: Sensitive<String>, for registry: String) async throws {
        let document: JSONValue = [
            "ServerURL": .string(RegistryCredentials.key(for: registry)), "Username": .string(user),
            "Secret": .string(password.revealed),
        ]
        guard try await run("store", input: document.rendered()).isFine else { throw fault("did not keep them") }
    }

    /// Forgets the credentials of a registry.
    func erase(_ registry: String) async throws {
        let (isFine, output) = try await run("erase", input: RegistryCredentials.key(for: registry))
        if !isFine, !output.contains(Self.notFound) { throw fault("did not forget them") }
    }

    private func run(_ action: String, input: String) async throws -> (isFine: Bool, output: String) {
        let result = try await withThrowingTaskGroup(of: (Bool, String)?.self) { group in
            group.addTask { try await output(action, input) }
            group.addTask {
                try await clock.sleep(for: Self.deadline)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard let result else { throw fault("took longer than \(Self.deadline)") }
        return result
    }

    private func output(_ action: String, _ input: String) async throws -> (Bool, String) {
        // A pipe takes this much at once; no secret is longer.
        guard input.utf8.count <= 60_000 else { throw fault("is not given more than 60000 bytes") }
        let program = try executable()
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment.variables {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        do {
            // Written before it starts: a helper that ends without reading does no harm.
            let (reading, writing) = try FileDescriptor.pipe()
            try writing.closeAfter { _ = try writing.writeAll(input.utf8) }
            // What it says on standard error may be anything, so it is not kept.
            let result = try await Subprocess.run(
                program, arguments: [action], environment: .custom(variables), platformOptions: options,
                input: .fileDescriptor(reading, closeAfterSpawningProcess: true), output: .string(limit: 1 << 20),
                error: .discarded)
            return (result.terminationStatus.isSuccess, result.standardOutput)
        } catch let error as SubprocessError {
            throw fault("could not be run", error)
        }
    }

    /// The program in the folders of the environment's own `PATH`.
    private func executable() throws -> Executable {
        for folder in (environment["PATH"] ?? "").split(separator: ":") where folder.hasPrefix("/") {
            let path = "\(folder)/\(programName)"
            if FileManager.default.isExecutableFile(atPath: path) { return .path(FilePath(path)) }
        }
        throw fault("is not installed")
    }

    private func fault(_ reason: String, _ cause: (any Error)? = nil) -> HimatError {
        HimatError(
            .credentials, "The credential helper \(programName) \(reason)", cause: cause,
            nextStep: "install it, or take it out of docker's config.json (credsStore, credHelpers)")
    }
}
