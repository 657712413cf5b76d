// SPDX-License-Identifier: MIT
import HimatCore

/// Lets only those programs through that the user approved as they are: once before, by `--allow-plugin`, or when asked.
struct PluginConsent: Sendable {
    let runtime: Runtime
    /// What `--allow-plugin` named: names or paths.
    let allowed: [String]

    private var canAsk: Bool { runtime.terminal.isInputInteractive && runtime.terminal.isErrorInteractive }

    /// - Throws: `HimatError` (preflight refused) for a program nobody approved.
    func require(_ programs: [PluginProgram]) async throws {
        try refuseStrange(programs)
        let approvals = PluginApprovals(runtime.environment, runID: runtime.makeRunID())
        for program in programs {
            let known = approvals.hash(of: program)
            if known == program.hash { continue }
            if !allowed.contains(where: { names($0, program) }) { try await ask(about: program, known: known) }
            try approvals.add(program)
        }
    }

    private func names(_ word: String, _ program: PluginProgram) -> Bool {
        word == program.name || word == program.path
            || OpenFile.resolved(runtime.environment.absolute(word)) == program.path
    }

    private func refuseStrange(_ programs: [PluginProgram]) throws {
        guard let strange = allowed.first(where: { word in !programs.contains { names(word, $0) } }) else { return }
        let known = programs.map(\.name)
        throw HimatError(
            .usage, "--allow-plugin \(strange.harmless): `plugins` names nothing of this name or path",
            nextStep: known.isEmpty ? "leave it out" : "choose among \(known.joined(separator: ", "))")
    }

    private func ask(about program: PluginProgram, known: String?) async throws {
        let state = known == nil ? "was never approved here" : "has changed since it was approved"
        let facts = ["path    \(program.path.harmless)", "sha256  \(program.hash)"]
        guard canAsk else {
            throw HimatError(
                .preflightRefused, "The plug-in \(program.name) \(state), and nobody can be asked", details: facts,
                nextStep: "read the program, then add --allow-plugin \(program.name) once")
        }
        let lines = [
            "The plug-in \(program.name) \(state). It would run on this machine with all your rights:"
        ]
        let question = (lines + facts.map { "  \($0)" }).joined(separator: "\n")
        runtime.standardError.write("\(question)\nLet it run?\n  Only \"yes\" is accepted: ")
        let answer = await runtime.readLine()
        try Task.checkCancellation()
        guard answer?.split(whereSeparator: \.isWhitespace) == ["yes"] else {
            throw HimatError(
                .preflightRefused, "The plug-in \(program.name) was not approved; nothing was changed",
                nextStep: "take it out of `plugins`, or approve it")
        }
    }
}
