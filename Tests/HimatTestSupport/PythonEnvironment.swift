// SPDX-License-Identifier: MIT
import FoundationEssentials
public import HimatSupport
import Subprocess
import SystemPackage

/// The Python that has `Tests/Sandbox/requirements.txt` installed: emulators and oracles run in it.
public struct PythonEnvironment: Sendable {
    /// The interpreter's path.
    public let interpreter: String

    /// Finds it: `HIMAT_TEST_PYTHON`, else `.venv/bin/python` of the package.
    /// - Throws: `HimatError` that says how to make one.
    public static func find(_ environment: ProcessEnvironment = .current()) throws -> PythonEnvironment {
        let path = environment["HIMAT_TEST_PYTHON"] ?? PackageFolder.path(".venv/bin/python")
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw HimatError(
                .usage, "No Python for the tests: \(path) is not there",
                nextStep:
                    "run `make venv`, or set HIMAT_TEST_PYTHON to a python with Tests/Sandbox/requirements.txt installed"
            )
        }
        return PythonEnvironment(interpreter: path)
    }

    /// Runs a program to its end and returns what it printed.
    /// - Throws: `HimatError` with its standard error when it ends with anything but 0.
    public func run(_ arguments: [String], input: String = "") async throws -> String {
        let result = try await Subprocess.run(
            .path(FilePath(interpreter)), arguments: Arguments(arguments), input: .string(input),
            output: .string(limit: 64 << 20), error: .string(limit: 1 << 20))
        guard case .exited(0) = result.terminationStatus else {
            throw HimatError(
                .service, "\(arguments.first ?? interpreter) failed: \(result.terminationStatus)",
                details: [result.standardError])
        }
        return result.standardOutput
    }
}
