// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore
import Subprocess
import SystemPackage

/// One run of a plug-in: a private copy of the program that was approved, in a folder of its own, with next to no environment.
///
/// It sees `PATH`, `LANG` and a `HOME` that is empty, so no key, profile or token of ours comes to it by inheritance. This keeps
/// accidents out and is no sandbox: a program that looks for `~/.aws` by the user's name finds it.
struct PluginProcess: Sendable {
    let program: PluginProgram
    let environment: ProcessEnvironment
    let clock: any WallClock
    let limits: PluginLimits

    /// What it wrote.
    struct Writing: Sendable {
        var output: [UInt8]
        var words: String
    }

    /// Runs it to its end.
    /// - Throws: `HimatError`: timed out, or malformed with what it said on standard error.
    func run(_ input: JSONValue) async throws -> Writing {
        let folder = try makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await withThrowingTaskGroup(of: Writing?.self) { group in
            group.addTask { try await start(in: folder, input) }
            group.addTask {
                try await clock.sleep(for: limits.time)
                return nil
            }
            defer { group.cancelAll() }
            guard let writing = try await group.next() ?? nil else {
                throw HimatError(
                    .timedOut, "The plug-in \(program.name) took longer than \(limits.time) and was ended",
                    details: ["program: \(program.path.harmless)"], nextStep: "mend it, or add --plugin-timeout 2m")
            }
            return writing
        }
    }

    private func start(in folder: String, _ input: JSONValue) async throws -> Writing {
        let copy = FilePath("\(folder)/plugin-\(program.name)")
        try write(program.bytes, to: copy, [.ownerReadExecute])
        // A file: a program that never reads its input cannot hold us up, and one that closes it breaks no pipe.
        let inputFile = FilePath("\(folder)/input.json")
        try write(input.bytes, to: inputFile, [.ownerRead])
        var attempts = 0
        while true {
            do {
                return try await once(copy, home: "\(folder)/home", inputFile)
            } catch let error as SubprocessError where error.underlyingError == .textFileBusy && attempts < 50 {
                // Another child that was forked while the copy was written still holds it open, until its own exec.
                attempts += 1
                try await clock.sleep(for: .milliseconds(10))
            } catch let error as SubprocessError {
                throw explain(error)
            }
        }
    }

    private func once(_ copy: FilePath, home: String, _ inputFile: FilePath) async throws -> Writing {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(1))
        ]
        let variables: [Environment.Key: String] = [
            "PATH": environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin", "HOME": home,
            "LANG": environment["LANG"] ?? "C.UTF-8",
        ]
        let input = try FileDescriptor.open(inputFile, .readOnly, options: [.closeOnExec])
        let result = try await Subprocess.run(
            .path(copy), environment: .custom(variables), workingDirectory: FilePath(home), platformOptions: options,
            input: .fileDescriptor(input, closeAfterSpawningProcess: true), output: .bytes(limit: limits.output),
            error: .bytes(limit: limits.words))
        let words = String(decoding: result.standardError, as: UTF8.self)
        guard case .exited(0) = result.terminationStatus else {
            throw PluginFault(program.name, "ended with \(result.terminationStatus)", saying: words).error
        }
        return Writing(output: result.standardOutput, words: words)
    }

    private func explain(_ error: SubprocessError) -> HimatError {
        guard error.code != .outputLimitExceeded else {
            let most = "\(limits.output >> 10) KiB on standard output and \(limits.words >> 10) on standard error"
            return PluginFault(program.name, "wrote too much and was ended: at most \(most)").error
        }
        var fault = PluginFault(program.name, "could not be started").error
        fault.cause = HimatError(.service, "\(error)".harmless)
        fault.nextStep = "does its first line name an interpreter that is here? May programs run in TMPDIR?"
        return fault
    }

    private func makeFolder() throws -> String {
        let parent = environment["TMPDIR"] ?? "/tmp"
        let folder = "\(parent)/himat-plugin-\(UUID().uuidString)"
        do {
            for path in [folder, "\(folder)/home"] {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            }
        } catch {
            throw HimatError(.storage, "No folder for the plug-in \(program.name) in \(parent)", cause: error)
        }
        return folder
    }

    private func write(_ bytes: [UInt8], to path: FilePath, _ permissions: FilePermissions) throws {
        do {
            let file = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: permissions)
            _ = try file.closeAfter { try file.writeAll(bytes) }
        } catch {
            throw HimatError(.storage, "\(path) could not be written", cause: error)
        }
    }
}
