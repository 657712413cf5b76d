// SPDX-License-Identifier: MIT
public import ArgumentParser
internal import HimatSupport
internal import Synchronization

/// What stands between `@main` and a command: arguments, signals, errors, exit status.
public enum CommandRunner {
    /// Runs a binary: parses its arguments, runs the command, ends the process with the status of the table in `ProcessStatus`.
    ///
    /// The first SIGINT or SIGTERM cancels the command, which stops what waits, saves its journal and ends with 130 or 143; the
    /// second ends the process at once. No error leaves `main`.
    public static func main<Root: ParsableCommand>(_ root: Root.Type) async -> Never {
        let arguments = Array(Swift.CommandLine.arguments.dropFirst())
        endProcess(await run(root, arguments, in: Runtime.live(), watchesSignals: true))
    }

    /// The same for a binary with one subcommand that other programs run again and again: called the way they call it, it runs at
    /// once and on this thread, and a signal ends it as it ends any program. All other words are the tree's.
    public static func main<Root: ParsableCommand, Quick: QuickCommand>(_ root: Root.Type, quick: Quick.Type) -> Never {
        let arguments = Array(Swift.CommandLine.arguments.dropFirst())
        let thread = CallingThread()
        guard arguments.first == Quick.configuration.commandName,
            let words = OptionWords(arguments.dropFirst(), of: Quick.optionNames)
        else {
            endProcess(
                thread.run {
                    await Task.detached { await run(root, arguments, in: .live(), watchesSignals: true) }.value
                })
        }
        endProcess(
            thread.run {
                let runtime = Runtime.live()
                do {
                    try await Quick.run(words, in: runtime)
                    return ProcessStatus.ok.rawValue
                } catch {
                    report(error, arguments, runtime)
                    return ProcessStatus(for: error).rawValue
                }
            })
    }

    /// Runs a command line inside this process and returns the exit status.
    public static func run<Root: ParsableCommand>(
        _ root: Root.Type, _ arguments: [String], in runtime: Runtime, watchesSignals: Bool = false
    ) async -> Int32 {
        let parsed: any ParsableCommand
        do {
            parsed = try root.parseAsRoot(arguments)
            guard parsed is any HimatCommand else {
                var plain = parsed
                try plain.run()
                return ProcessStatus.ok.rawValue
            }
        } catch {
            return reportParsing(root, error, arguments, runtime)
        }
        guard let command = parsed as? any HimatCommand else { return ProcessStatus.failed.rawValue }
        return await run(command, arguments, runtime, watchesSignals)
    }

    private static func run(
        _ command: any HimatCommand, _ arguments: [String], _ runtime: Runtime, _ watchesSignals: Bool
    ) async -> Int32 {
        let box = CommandBox(command)
        let received = SignalMemory()
        // Watched before the command begins, which may have turned off what a sudden end would not turn on again.
        let watch = watchesSignals ? SignalWatch { received.take($0) } : nil
        let task = Task { try await box.run(in: runtime) }
        received.cancels(task)
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        defer { withExtendedLifetime(watch) {} }
        guard case .failure(let error) = result else { return ProcessStatus.ok.rawValue }
        if !(error is ProcessStatus) { report(error, arguments, runtime) }
        if let number = received.first { return 128 + number }
        return ProcessStatus(for: error).rawValue
    }

    private static func report(_ error: any Error, _ arguments: [String], _ runtime: Runtime) {
        let report = ErrorReport(error: error)
        let palette = Palette(runtime, noColor: arguments.contains("--no-color"))
        runtime.standardError.write(asksForJSON(arguments) ? report.json() : report.text(palette))
    }

    /// Help and version are data; anything else the parser says is an error of usage.
    private static func reportParsing<Root: ParsableCommand>(
        _ root: Root.Type, _ error: any Error, _ arguments: [String], _ runtime: Runtime
    ) -> Int32 {
        let text = root.fullMessage(for: error)
        guard !root.exitCode(for: error).isSuccess else {
            runtime.standardOutput.write(text + "\n")
            return ProcessStatus.ok.rawValue
        }
        // The parser takes -3 for a flag and then misses the number.
        let negative = arguments.first { Int($0).map { $0 < 0 } ?? false }
        if asksForJSON(arguments) {
            let message = negative.map { "A number cannot be negative here: \($0)" } ?? root.message(for: error)
            let usage = HimatError(.usage, message, nextStep: "see --help")
            runtime.standardError.write(ErrorReport(error: usage).json())
        } else if let negative {
            let usage = text.split(separator: "\n").filter { $0.hasPrefix("Usage:") || $0.hasPrefix("  See ") }
            let words = ["error: a number cannot be negative here: \(negative)"] + usage.map(String.init)
            runtime.standardError.write(words.joined(separator: "\n") + "\n")
        } else {
            runtime.standardError.write(text.prefix(1).lowercased() + text.dropFirst() + "\n")
        }
        return ProcessStatus.usage.rawValue
    }

    private static func asksForJSON(_ arguments: [String]) -> Bool {
        zip(arguments, arguments.dropFirst() + [""]).contains { flag, value in
            switch flag {
            case "-o", "--output": value == OutputFormat.json.rawValue
            default: flag == "-ojson" || flag == "-o=json" || flag == "--output=json"
            }
        }
    }
}

/// Carries a parsed command, a value that nobody else holds, into the task that runs it.
private struct CommandBox: Sendable {
    private let command: any HimatCommand & Sendable

    init(_ command: any HimatCommand & Sendable) { self.command = command }

    func run(in runtime: Runtime) async throws { try await command.run(in: runtime) }
}

/// The first signal that arrived; it cancels, a second one ends the process.
private final class SignalMemory: Sendable {
    private struct State {
        var first: Int32?
        var task: Task<Void, any Error>?
    }

    private let state = Mutex(State())

    var first: Int32? { state.withLock { $0.first } }

    /// What the first signal cancels, also one that was quicker.
    func cancels(_ task: Task<Void, any Error>) {
        let isLate = state.withLock { state in
            state.task = task
            return state.first != nil
        }
        if isLate { task.cancel() }
    }

    func take(_ signal: Int32) {
        let (isSecond, task) = state.withLock { state in
            defer { state.first = state.first ?? signal }
            return (state.first != nil, state.task)
        }
        if isSecond { endProcessAtOnce(128 + signal) }
        task?.cancel()
    }
}
