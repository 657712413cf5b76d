// SPDX-License-Identifier: MIT
internal import HimatSupport
internal import Subprocess
internal import SystemPackage

/// A program that prints keys
/// ([format](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html)).
///
/// It runs without a shell, in a process group of its own that ends with it; what it says on standard error goes to ours and
/// is neither kept nor shown in errors.
struct CredentialProcess: Sendable {
    /// The most time it may take.
    static let deadline = Duration.seconds(60)

    private let words: [String]
    private let profile: String
    private let scene: CredentialScene

    /// Cuts the command line.
    init(_ command: String, profile: String, _ scene: CredentialScene) throws {
        guard let words = CommandWords.split(command), !words.isEmpty else {
            throw HimatError(.usage, "credential_process of profile \(profile) has an open quote, or no word")
        }
        self.words = words
        self.profile = profile
        self.scene = scene
    }

    /// Runs it and reads what it printed.
    func fetch() async throws -> AWSCredentials {
        let printed = try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await output() }
            group.addTask {
                try await scene.clock.sleep(for: Self.deadline)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard let printed else { throw fault("took longer than \(Self.deadline)") }
        guard let document = try? JSONValue.parse(printed) else { throw fault("printed no JSON document") }
        guard document["Version"]?.int == 1 else { throw fault("printed a document without \"Version\": 1") }
        return try AWSCredentials(
            document: document, tokenName: "SessionToken", source: "credential_process of profile \(profile)")
    }

    private func output() async throws -> String {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        var variables: [Environment.Key: String] = [:]
        for (name, value) in scene.settings.environment.variables {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        let program: Executable = words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0])
        do {
            let result = try await Subprocess.run(
                program, arguments: Arguments(Array(words.dropFirst())), environment: .custom(variables),
                workingDirectory: FilePath(scene.settings.environment.currentDirectory), platformOptions: options,
                output: .string(limit: 1 << 20), error: .currentStandardError)
            guard case .exited(0) = result.terminationStatus else {
                throw fault("ended with \(result.terminationStatus)")
            }
            return result.standardOutput
        } catch let error as SubprocessError {
            throw fault("could not be run", error)
        }
    }

    private func fault(_ reason: String, _ cause: (any Error)? = nil) -> HimatError {
        HimatError(
            .credentials, "The credential_process of profile \(profile) \(reason)", details: ["program: \(words[0])"],
            cause: cause, nextStep: "run the command of credential_process by hand and see what it says")
    }
}
