// SPDX-License-Identifier: MIT
internal import FoundationEssentials
public import HimatEngine
internal import HimatSupport
internal import Synchronization

/// Words on stderr while a command runs: a live block on a terminal, plain lines elsewhere.
public final class Console: ProgressSink {
    enum Mode: Sendable { case live(width: Int), plain }

    private let output: any TextOutput
    private let mode: Mode
    private let isQuiet: Bool
    private let palette: Palette
    private let clock: any WallClock
    private let state: Mutex<ProgressState>

    init(output: any TextOutput, mode: Mode, isQuiet: Bool, palette: Palette, clock: any WallClock) {
        self.output = output
        self.mode = mode
        self.isQuiet = isQuiet
        self.palette = palette
        self.clock = clock
        state = Mutex(ProgressState())
    }

    /// The console a command's flags ask for.
    public convenience init(_ runtime: Runtime, _ options: OutputOptions) {
        let isLive = runtime.terminal.isErrorInteractive && runtime.environment["TERM"] != "dumb" && !options.verbose
        self.init(
            output: runtime.standardError, mode: isLive ? .live(width: runtime.terminal.width) : .plain,
            isQuiet: options.quiet, palette: Palette(runtime, noColor: options.noColor), clock: runtime.clock)
    }

    /// One line, left out with `--quiet`.
    public func say(_ line: String) { if !isQuiet { emit([line]) } }

    /// One line that is always shown.
    public func warn(_ line: String) { emit([palette.caution("warning:") + " " + line]) }

    /// Shows an event of a run.
    public func report(_ event: ProgressEvent) {
        let now = clock.now()
        let isLive = if case .live = mode { true } else { false }
        state.withLock { state in
            let line = state.take(event, at: now, isLive: isLive, palette)
            let shown = isQuiet && !event.isWarning ? [] : line
            draw(&state, above: shown, at: now)
        }
    }

    /// Runs `body` while the live block counts the seconds.
    public func whileLive<Value: Sendable>(_ body: @Sendable () async throws -> Value) async rethrows -> Value {
        guard case .live = mode, !isQuiet else { return try await body() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                while true {
                    try await Task.sleep(for: .milliseconds(500))
                    state.withLock { draw(&$0, above: [], at: clock.now()) }
                }
            }
            defer {
                group.cancelAll()
                clear()
            }
            return try await body()
        }
    }

    /// Takes the live block off the screen.
    func clear() {
        state.withLock { state in
            state.forget()
            draw(&state, above: [], at: clock.now())
        }
    }

    private func emit(_ lines: [String]) { state.withLock { draw(&$0, above: lines, at: clock.now()) } }

    private func draw(_ state: inout ProgressState, above lines: [String], at now: Date) {
        let block = liveBlock(state, at: now)
        if lines.isEmpty && block == state.drawn { return }
        var text = state.drawn.isEmpty ? "" : "\u{1B}[\(state.drawn.count)A\u{1B}[J"
        text += (lines + block).map { $0 + "\n" }.joined()
        state.drawn = block
        output.write(text)
    }

    private func liveBlock(_ state: ProgressState, at now: Date) -> [String] {
        guard case .live(let width) = mode, !isQuiet else { return [] }
        return state.block(width: width, at: now).map(palette.faint)
    }
}

extension ProgressEvent {
    fileprivate var isWarning: Bool {
        switch kind {
        case .warning, .failed: true
        case .started, .waiting, .finished, .note: false
        }
    }
}
