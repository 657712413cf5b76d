// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Where a watched status goes: a terminal that is drawn anew, or lines.
final class StatusScreen: Sendable {
    private let runtime: Runtime
    private let options: OutputOptions
    private let isLive: Bool
    private let hasShown = Lock(false)

    init(runtime: Runtime, options: OutputOptions) {
        self.runtime = runtime
        self.options = options
        isLive =
            runtime.terminal.isOutputInteractive && options.output == .table && runtime.environment["TERM"] != "dumb"
    }

    /// Draws the whole on a terminal; elsewhere only once, before the first change.
    /// - Throws: `OutputClosed`.
    func show(_ report: StatusReport) throws {
        let isFirst = hasShown.withLock { shown in
            defer { shown = true }
            return !shown
        }
        if isLive {
            let palette = Palette(runtime, noColor: options.noColor, forOutput: true)
            // Cursor hidden; from the upper left corner; each line up to its end; what is below is wiped.
            let lead = isFirst ? "\u{1B}[?25l\u{1B}[2J\u{1B}[H" : "\u{1B}[H"
            write(lead + visible(report.lines(palette)).map { $0 + "\u{1B}[K" }.joined(separator: "\n") + "\u{1B}[J")
        } else if isFirst {
            switch options.output {
            case .json: write(report.document.rendered() + "\n")
            case .table, .yaml: write(report.text(Palette(isOn: false)))
            }
        }
        if runtime.standardOutput.isClosed { throw OutputClosed() }
    }

    /// Writes changes as lines where nothing is drawn anew.
    /// - Throws: `OutputClosed`.
    func tell(_ changes: [StatusChange]) throws {
        say(changes)
        if runtime.standardOutput.isClosed { throw OutputClosed() }
    }

    /// The same without a look at who reads.
    func say(_ changes: [StatusChange]) {
        guard !isLive, !changes.isEmpty, hasShown.withLock({ $0 }) else { return }
        let moment = runtime.clock.now().formatted(.iso8601)
        for change in changes {
            guard options.output == .json else {
                write("\(moment) \(change.kind) \(change.name): \(change.words)\n")
                continue
            }
            let document: JSONValue = [
                "time": .string(moment), "kind": .string(change.kind), "name": .string(change.name),
                "words": .string(change.words),
            ]
            write(document.rendered() + "\n")
        }
    }

    /// Gives the terminal back as it was, the last state left on it.
    func leave() { if isLive && hasShown.withLock({ $0 }) { write("\n\u{1B}[?25h") } }

    private func write(_ text: String) { runtime.standardOutput.write(text) }

    /// As many lines, and as much of each, as the terminal has room for.
    private func visible(_ lines: [String]) -> [String] {
        let room = max(3, runtime.terminal.height - 1)
        let cut = lines.map { Self.cropped($0, to: runtime.terminal.width) }
        return cut.count <= room
            ? cut : cut.prefix(room - 1) + ["… \(cut.count - room + 1) more lines: use a larger window"]
    }

    /// The first columns of a line, its colours kept.
    static func cropped(_ line: String, to width: Int) -> String {
        var (result, columns, isInSequence) = ("", 0, false)
        for character in line {
            if character == "\u{1B}" { isInSequence = true }
            if isInSequence {
                result.append(character)
                if character.isLetter { isInSequence = false }
            } else if columns < width {
                result.append(character)
                columns += 1
            }
        }
        return result
    }
}
