// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatCommandLine

@Suite struct ConsoleTests {
    private let clock = ManualClock()
    private let output = BufferOutput()

    private func console(_ mode: Console.Mode, isQuiet: Bool = false) -> Console {
        Console(output: output, mode: mode, isQuiet: isQuiet, palette: Palette(isOn: false), clock: clock)
    }

    @Test func elsewhereThanOnATerminalEachEventIsALine() {
        let console = console(.plain)
        console.report(ProgressEvent("vpc", .started("creating")))
        clock.advance(by: 1.2)
        console.report(ProgressEvent("vpc", .finished("created", .seconds(1.2))))
        #expect(output.text == "vpc: creating…\nvpc: created in 1.2 s\n")
    }

    @Test func anUnchangedReasonIsSaidOnceInHalfAMinute() {
        let console = console(.plain)
        console.report(ProgressEvent("cluster", .started("creating")))
        for _ in 0..<70 {
            clock.advance(by: 1)
            console.report(ProgressEvent("cluster", .waiting("CREATING")))
        }
        console.report(ProgressEvent("cluster", .waiting("UPDATING")))
        #expect(
            output.text
                == """
                cluster: creating…
                cluster: still creating (1.0 s): CREATING
                cluster: still creating (31 s): CREATING
                cluster: still creating (1 min 01 s): CREATING
                cluster: still creating (1 min 10 s): UPDATING

                """)
    }

    @Test func onATerminalRunningLinesAreRedrawnAndFinishedOnesScroll() {
        let console = console(.live(width: 80))
        console.report(ProgressEvent("vpc", .started("creating")))
        console.report(ProgressEvent("role", .started("creating")))
        clock.advance(by: 3)
        console.report(ProgressEvent("role", .waiting("not assumable yet")))
        console.report(ProgressEvent("vpc", .finished("created", .seconds(3))))
        console.report(ProgressEvent("role", .failed("role: denied")))
        let frames = output.text.components(separatedBy: "\u{1B}[J")
        #expect(
            frames == [
                "  vpc: creating (0 s)\n\u{1B}[1A", "  vpc: creating (0 s)\n  role: creating (0 s)\n\u{1B}[2A",
                "  vpc: creating (3 s)\n  role: creating (3 s): not assumable yet\n\u{1B}[2A",
                "vpc: created in 3.0 s\n  role: creating (3 s): not assumable yet\n\u{1B}[1A", "role: failed: denied\n",
            ])
    }

    @Test func nothingIsRedrawnWhileNothingChanges() {
        let console = console(.live(width: 80))
        console.report(ProgressEvent("vpc", .started("creating")))
        console.report(ProgressEvent("vpc", .waiting("CREATING")))
        let before = output.text
        for _ in 0..<9 { console.report(ProgressEvent("vpc", .waiting("CREATING"))) }
        #expect(output.text == before)
    }

    @Test func theLiveBlockFitsTheTerminal() {
        let console = console(.live(width: 30))
        for number in 0..<40 { console.report(ProgressEvent(Address("r.\(number)"), .started("creating"))) }
        console.report(ProgressEvent("r.1", .waiting("a reason far too long\nfor a narrow terminal")))
        let lines = (output.text.components(separatedBy: "\u{1B}[J").last ?? "").split(separator: "\n")
        #expect(lines.count == 17)
        #expect(lines.allSatisfy { $0.count < 30 })
        #expect(lines.last == "  … and 24 more")
    }

    @Test func quietKeepsWarningsAndFailures() {
        let console = console(.plain, isQuiet: true)
        console.say("a word")
        console.report(ProgressEvent("vpc", .started("creating")))
        console.report(ProgressEvent("vpc", .warning("slow")))
        console.report(ProgressEvent("vpc", .failed("denied")))
        #expect(output.text == "warning: vpc: slow\nvpc: failed: denied\n")
    }
}
