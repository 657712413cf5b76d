// SPDX-License-Identifier: MIT
import HimatCore

/// Nobody reads the output any more.
struct OutputClosed: Error {}

/// Writes lines of logs to stdout, each in one piece however many pods write at once.
final class LogPrinter: Sendable {
    private let output: any TextOutput
    private let redaction: Redaction
    private let showsStamps: Bool
    private let namesPods: Bool
    private let turn = Lock(())

    init(output: any TextOutput, redaction: Redaction, showsStamps: Bool, namesPods: Bool) {
        self.output = output
        self.redaction = redaction
        self.showsStamps = showsStamps
        self.namesPods = namesPods
    }

    /// - Throws: `OutputClosed`.
    func print(_ line: LogLine, of pod: String) throws {
        var text = namesPods ? "[\(pod)] " : ""
        if showsStamps, !line.stamp.isEmpty { text += line.stamp + " " }
        text += redaction(line.text) + "\n"
        turn.withLock { _ in output.write(text) }
        if output.isClosed { throw OutputClosed() }
    }
}
