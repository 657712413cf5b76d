// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

/// A folder with plug-ins that tests write, and the environment of a user who has secrets in it.
struct Workshop: Sendable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    var environment: ProcessEnvironment {
        ProcessEnvironment(
            variables: [
                "PATH": "/usr/local/bin:/usr/bin:/bin", "TMPDIR": folder.path, "AWS_SECRET_ACCESS_KEY": "s3cr3t",
                "HIMAT_JUPYTER_TOKEN": "t0k3n-t0k3n-t0k3n", "HIMAT_INVENTORY": folder.file("memory/inventory.sqlite"),
            ], home: folder.path, currentDirectory: folder.path)
    }

    /// Writes a program; the text is a shell script unless it says otherwise.
    @discardableResult
    func write(_ name: String, _ script: String, mode: Int = 0o700) throws -> PluginFile {
        let path = folder.file(name)
        let text = script.hasPrefix("#!") ? script : "#!/bin/sh\n\(script)\n"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return PluginFile(name: name, path: path)
    }

    /// Runs a program on an input.
    func run(_ script: String, _ input: JSONValue = [:], limits: PluginLimits = PluginLimits()) async throws
        -> PluginProcess.Writing
    {
        try await process(try PluginProgram(try write("hello", script)), limits).run(input)
    }

    func process(_ program: PluginProgram, _ limits: PluginLimits = PluginLimits()) -> PluginProcess {
        PluginProcess(program: program, environment: environment, clock: SystemClock(), limits: limits)
    }

    /// The folders that runs left behind.
    var leftovers: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasPrefix("himat-") }
    }
}

/// The error of a call that has to fail.
func failure(_ body: () async throws -> Void) async throws -> HimatError {
    do {
        try await body()
    } catch let error as HimatError {
        return error
    }
    Issue.record("nothing was refused")
    throw CancellationError()
}
