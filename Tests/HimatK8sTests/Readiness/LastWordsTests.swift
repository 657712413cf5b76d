// SPDX-License-Identifier: MIT
import Testing

@testable import HimatK8s

@Suite struct LastWordsTests {
    @Test func theyAreTheLastFewAndShort() {
        let text = (1...9).map { "line \($0)" }.joined(separator: "\n") + "\n" + String(repeating: "x", count: 500)
        let shown = LastWords.shown(text, hiding: nil)
        #expect(shown?.hasPrefix("line 6 | line 7 | line 8 | line 9 | xxx") == true)
        #expect((shown?.count ?? 0) < 5 * LastWords.width)
        #expect(LastWords.shown("\n\n", hiding: nil) == nil)
    }

    @Test func noTokenIsInThem() {
        let text = "open http://h/lab?token=abc&x=1\nAuthorization: token s3cret\n\u{1B}[31mred"
        #expect(
            LastWords.shown(text, hiding: "s3cret")
                == "open http://h/lab?token=(hidden)&x=1 | Authorization: token (token) | \u{FFFD}[31mred")
    }
}
