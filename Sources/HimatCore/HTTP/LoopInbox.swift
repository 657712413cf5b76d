// SPDX-License-Identifier: MIT
internal import HimatSupport

/// What other threads ask of a loop's thread: commands in their order, and that it ends. Every first one wakes the loop.
struct LoopInbox<Command: Sendable>: Sendable {
    private struct Content: Sendable {
        var commands: [Command] = []
        var isStopping = false
        var isOver = false
    }

    private let content = Lock(Content())
    private let wake: @Sendable () -> Void

    /// - Parameter wake: interrupts the loop's poll; not called once the loop is over.
    init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    /// Leaves a command; false when the loop ends or is over.
    /// - Parameter isNudge: whether any other command that waits does as well.
    @discardableResult
    func post(_ command: Command, isNudge: Bool = false) -> Bool {
        content.withLock { content in
            guard !content.isStopping, !content.isOver else { return false }
            if isNudge, !content.commands.isEmpty { return true }
            content.commands.append(command)
            if content.commands.count == 1 { wake() }
            return true
        }
    }

    /// Asks the loop to end.
    func stop() {
        content.withLock { content in
            guard !content.isOver, !content.isStopping else { return }
            content.isStopping = true
            wake()
        }
    }

    /// The commands since the last time, and whether the loop is to end.
    func take() -> (commands: [Command], isStopping: Bool) {
        content.withLock { content in
            defer { content.commands = [] }
            return (content.commands, content.isStopping)
        }
    }

    /// Says that the loop is over; what it is woken by may go now.
    func close() { content.withLock { $0.isOver = true } }
}
