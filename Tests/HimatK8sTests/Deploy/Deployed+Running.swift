// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport

@testable import HimatK8s

extension Deployed {
    /// A command that runs until the test has seen enough, then is interrupted as by Ctrl-C.
    func running(
        _ words: String..., terminal: Terminal = Terminal(), output: BufferOutput = BufferOutput(),
        until body: @Sendable (_ output: BufferOutput, _ errors: BufferOutput) async throws -> Void
    ) async throws -> Outcome {
        let errors = BufferOutput()
        let runtime = Runtime.test(
            home: folder.path, currentDirectory: folder.path, clock: SystemClock(), terminal: terminal,
            output: output, errors: errors)
        let arguments = words + ["--kubeconfig", sandbox.kubeconfig]
        let task = Task { await CommandRunner.run(HimatK8sCommand.self, arguments, in: runtime) }
        do {
            try await body(output, errors)
        } catch {
            task.cancel()
            _ = await task.value
            throw error
        }
        task.cancel()
        return Outcome(status: await task.value, output: output.text, words: errors.text)
    }

    /// Returns when a condition holds; a test's time limit ends the wait.
    func until(_ what: String, _ condition: @Sendable () async throws -> Bool) async throws {
        let end = Date().addingTimeInterval(120)
        while try await !condition() {
            guard Date() < end else { throw HimatError(.timedOut, "never: \(what)") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Makes pods of a workload write lines.
    func write(_ workload: String, _ lines: String...) async throws {
        try await sandbox.turn(
            "POST", "kube/log",
            [
                "labels": ["app.kubernetes.io/name": .string(workload)],
                "lines": .array(lines.map { .string($0) }),
            ])
    }

    /// The notebook's token.
    func token() async throws -> String {
        let secret = try await live(.secret, "jupyter-token")
        let data = secret?.json.at("data", "token")?.string.flatMap { Data(base64Encoded: $0) }
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}

extension BufferOutput {
    /// The lines written so far.
    var lines: [String] { text.split(separator: "\n").map(String.init) }
}
