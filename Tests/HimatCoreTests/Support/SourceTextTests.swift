// SPDX-License-Identifier: MIT
import HimatSupport
import Testing

@Suite struct SourceTextTests {
    @Test func theCaretStandsUnderTheMark() {
        let source = SourceText(name: "f", text: "one\r\n\ttwo: größe x\rthree")
        let offset = 4 + "\n\ttwo: größe ".utf8.count
        #expect(source.mark(at: offset) == SourceMark(line: 2, column: 13, offset: offset))
        #expect(source.excerpt(at: source.mark(at: offset)) == [" two: größe x", "            ^"])
        #expect(source.mark(at: 999) == SourceMark(line: 3, column: 6, offset: source.bytes.count))
        #expect(source.excerpt(at: source.mark(at: 999)) == ["three", "     ^"])
    }

    @Test func aLongLineIsCutAroundTheMark() {
        let source = SourceText(name: "f", text: String(repeating: "a", count: 500))
        let lines = source.excerpt(at: source.mark(at: 300))
        #expect(lines[0] == "…" + String(repeating: "a", count: 140) + "…")
        #expect(lines[1] == String(repeating: " ", count: 61) + "^")
    }

    @Test(arguments: [
        ("notebook_token: abc", 0, ["notebook_token: (sensitive)", "^"]),
        ("notebook_token: abc", 16, ["notebook_token: (sensitive)"]),
        ("AWS_SECRET_ACCESS_KEY = \"abc\"", 25, ["AWS_SECRET_ACCESS_KEY = (sensitive)"]),
        ("password abc", 9, [" (sensitive)"]), ("{a: 1, client-key-data: abc}", 1, ["{a: (sensitive)", " ^"]),
    ])
    func aLineThatNamesASecretEndsBehindTheName(_ text: String, _ offset: Int, _ lines: [String]) {
        let source = SourceText(name: "f", text: text)
        #expect(source.excerpt(at: source.mark(at: offset)) == lines)
    }

    @Test func nothingThatSteersATerminalIsShown() {
        let source = SourceText(name: "f", text: "a\u{1B}[2J\u{202E}\u{9B}b")
        #expect(source.excerpt(at: .start)[0] == "a\u{FFFD}[2J\u{FFFD}\u{FFFD}b")
        #expect(source.error(.usage, "bad \u{1B}[2J\nword", at: .start).message == "f:1:1: bad \u{FFFD}[2J\u{FFFD}word")
    }
}
