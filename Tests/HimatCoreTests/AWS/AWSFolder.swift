// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport
import HimatTestSupport

@testable import HimatAWS

/// A home folder with shared files, removed at the end.
struct AWSFolder {
    let home: String

    /// Runs `body` in a fresh home.
    static func with<Result>(
        config: String? = nil, credentials: String? = nil, _ body: (AWSFolder) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "himat-aws-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let made = AWSFolder(home: folder.path)
        try made.write(".aws/.keep", "")
        if let config { try made.write(".aws/config", config) }
        if let credentials { try made.write(".aws/credentials", credentials) }
        return try await body(made)
    }

    /// Writes a file below the home, with a mode if one is given.
    @discardableResult
    func write(_ path: String, _ text: String, mode: Int = 0o600) throws -> String {
        let file = URL(filePath: home).appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        return file.path
    }

    /// The process environment with these variables and this home.
    func environment(_ variables: [String: String] = [:]) -> ProcessEnvironment {
        ProcessEnvironment(variables: variables, home: home, currentDirectory: home)
    }

    /// Settings read from this home.
    func settings(_ variables: [String: String] = [:], profile: String? = nil) throws -> AWSSettings {
        try AWSSettings(environment: environment(variables), profile: profile)
    }

    /// The keys that the whole chain finds.
    func credentials(
        _ variables: [String: String] = [:], profile: String? = nil,
        sender: any HTTPSending = ScriptedSender(.init(404)),
        clock: any WallClock = StillClock()
    ) async throws -> AWSCredentials {
        let scene = CredentialScene(
            settings: try settings(variables, profile: profile), region: "eu-central-1", sender: sender, clock: clock)
        return try await CredentialChain(scene).credentials()
    }
}
