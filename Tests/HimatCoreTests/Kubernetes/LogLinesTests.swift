// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport
import Synchronization
import Testing

@testable import HimatKubernetes

/// Lines of a log: bounded, dated, and said once however often the connection is made anew.
@Suite struct LogLinesTests {
    private func lines(_ pieces: [String]) async throws -> [LogLine] {
        let left = Mutex(pieces.map { Array($0.utf8) })
        let body = HTTPBody { left.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
        return try await LogLines(body: body).reduce(into: []) { $0.append($1) }
    }

    private func line(_ second: String, _ text: String = "x") -> LogLine {
        LogLine(Array("2026-11-22T10:00:\(second)Z \(text)".utf8), dropped: 0)
    }

    @Test func linesAreWholeWhereverTheNetworkCutsThem() async throws {
        let found = try await lines(["2026-11-22T10:00:0", "0.5Z one\n2026-11-22T10:00:01Z", " two\n\nno time", ""])
        #expect(found.map(\.text) == ["one", "two", "", "no time"])
        #expect(found.map(\.stamp) == ["2026-11-22T10:00:00.5Z", "2026-11-22T10:00:01Z", "", ""])
    }

    @Test func aLineWithoutEndIsCutAndSaysSoAndKeepsNoHalfWord() async throws {
        let long = String(repeating: "word ", count: LogLines.lineLimit / 5) + String(repeating: "s", count: 500)
        let found = try await lines([long, String(repeating: "s", count: 1 << 20), "\nnext\n"])
        #expect(found.count == 2 && found.last?.text == "next")
        #expect(found.first?.text.hasSuffix("word … (cut: the line is too long)") == true)
        #expect((found.first?.text.utf8.count ?? 0) <= LogLines.lineLimit + 64)
    }

    @Test(arguments: [
        ("2026-11-22T10:00:00Z", 0), ("2026-11-22T12:00:00.000000001+02:00", 1),
        ("2026-11-22T10:00:00.25Z", 250_000_000),
    ])
    func momentsAreReadToTheNanosecondInAnyZone(text: String, nanoseconds: Int) throws {
        let moment = try #require(LogMoment(text))
        #expect(moment.seconds == 1_795_341_600 && moment.nanoseconds == nanoseconds)
    }

    @Test(arguments: ["", "now", "2026-11-22", "2026-11-22T10:00:00.Z", "2026-11-22T10:00:00.0123456789Z"])
    func whatIsNoMomentIsNone(text: String) { #expect(LogMoment(text) == nil) }

    @Test func aNewConnectionSaysNothingTwiceAndMissesNothing() {
        var position = LogPosition()
        var first = LogRequest()
        first.tail = 3
        #expect(position.resumed(first) == first)
        position.begin()
        let read = [line("01.1"), line("01.2", "a"), line("01.2", "b"), line("01.15", "late")]
        #expect(read.map { position.advance($0) } == [true, true, true, true])
        let rest = position.resumed(first)
        #expect(rest.tail == nil && rest.since == Date(timeIntervalSince1970: 1_795_341_601))
        position.begin()
        let again = read.dropLast() + [line("01.2", "c"), line("01.19", "late too"), line("02")]
        #expect(again.map { position.advance($0) } == [false, false, false, true, true, true])
        position.begin()
        #expect(position.advance(line("02")) == false)
        #expect(position.advance(line("02", "twin")) == true)
    }

    @Test func aConnectionThatBroughtNothingIsMadeAsBefore() {
        var position = LogPosition()
        var request = LogRequest()
        request.tail = 5
        position.begin()
        #expect(position.resumed(request) == request)
    }
}
