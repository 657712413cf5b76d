// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The question before a change, and what stands in for it where nobody can answer.
public struct Confirmation: Sendable {
    let runtime: Runtime
    /// The command as typed, for messages: `himat-eks apply`.
    let command: String

    /// A question of a command, named as typed: `himat-image prune`.
    public init(runtime: Runtime, command: String) {
        self.runtime = runtime
        self.command = command
    }

    private var canAsk: Bool { runtime.terminal.isInputInteractive && runtime.terminal.isErrorInteractive }

    /// Refuses before any work when a question will be needed that nobody can answer.
    /// - Throws: `HimatError` (usage).
    public func requireAnswerable(orFlag flag: String, given: Bool) throws {
        guard given || canAsk else {
            throw HimatError(
                .usage, "\(command) changes things and nobody can be asked: standard input is no terminal",
                nextStep: "\(command) \(flag)")
        }
    }

    /// Asks a question that only `yes` answers.
    /// - Throws: `HimatError` (usage) for any other answer, `CancellationError` on an interruption.
    public func ask(_ question: String) async throws { try await ask(question, expecting: "yes") }

    /// Asks for a typed word, the cluster's name or `yes`.
    public func ask(_ question: String, expecting word: String) async throws {
        runtime.standardError.write("\(question)\n  Only \"\(word)\" is accepted: ")
        let answer = await runtime.readLine()
        try Task.checkCancellation()
        if answer == nil { runtime.standardError.write("\n") }
        guard trimmed(answer ?? "") == word else {
            throw HimatError(.usage, "Not confirmed; nothing was changed")
        }
    }

    private func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
