// SPDX-License-Identifier: MIT
internal import Dispatch
internal import HimatSupport
internal import Synchronization

/// Lines typed by a person, read beside the tasks so that an interruption does not wait for the return key.
enum UserInput {
    /// One line that is not shown while it is typed; nil at the end of the input.
    /// - Throws: `HimatError` (usage) where the terminal cannot hide it, `CancellationError` on an interruption. The terminal
    ///   shows what is typed again, whatever happens.
    static func readSecret(_ prompt: String, at screen: any TextOutput) async throws -> String? {
        guard let hidden = HiddenInput() else {
            throw HimatError(.usage, "This terminal cannot be told to hide what is typed")
        }
        defer {
            hidden.restore()
            screen.write("\n")
        }
        screen.write(prompt)
        let line = await readLine()
        try Task.checkCancellation()
        return line
    }

    /// One line, or nil at the end of the input or when the task is cancelled.
    static func readLine() async -> String? {
        let answer = Answer()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                answer.wait(continuation)
                DispatchQueue.global().async { answer.give(Swift.readLine()) }
            }
        } onCancel: {
            answer.give(nil)
        }
    }
}

/// A place for one answer, taken once, whoever gives it first.
private final class Answer: Sendable {
    private enum State {
        case empty
        case waiting(CheckedContinuation<String?, Never>)
        case given
    }

    private let state = Mutex(State.empty)

    func wait(_ continuation: CheckedContinuation<String?, Never>) {
        let isLate = state.withLock { state in
            if case .given = state { return true }
            state = .waiting(continuation)
            return false
        }
        if isLate { continuation.resume(returning: nil) }
    }

    func give(_ line: String?) {
        let waiting = state.withLock { state -> CheckedContinuation<String?, Never>? in
            defer { state = .given }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume(returning: line)
    }
}
