// SPDX-License-Identifier: MIT
import HimatSupport
import HimatYAML
import Testing

@Suite struct YAMLEditorTests {
    private func edited(_ text: String, _ key: String, _ value: JSONValue) throws -> String {
        var editor = try YAMLEditor(SourceText(name: "himat.yaml", text: text))
        try editor.set(key, to: value)
        return editor.text
    }

    private func without(_ text: String, _ key: String) throws -> String {
        var editor = try YAMLEditor(SourceText(name: "himat.yaml", text: text))
        try editor.remove(key)
        return editor.text
    }

    @Test(arguments: [
        ("k: 3\n", "k: 5\n"),
        ("k: 3   # nodes\nb: x\n", "k: 5   # nodes\nb: x\n"),
        ("# top\r\nk: 3\r\nb: 1\r\n", "# top\r\nk: 5\r\nb: 1\r\n"),
        ("k: '3'", "k: 5"),
        ("\"k\" : 3\n", "\"k\" : 5\n"),
        ("k:\nb: 1\n", "k: 5\nb: 1\n"),
        ("k:  # none\nb: 1\n", "k: 5  # none\nb: 1\n"),
        ("k:\n  - a # x\n  - b\n# after\nc: 1\n", "k:\n  5\n# after\nc: 1\n"),
        ("k:\n- a\n- b\nc: 1\n", "k:\n  5\nc: 1\n"),
        ("k: |\n  a\n  b\n\n# c\nd: 1\n", "k: 5\n\n# c\nd: 1\n"),
        ("k: {a: 1,\n    b: 2} # c\n", "k: 5 # c\n"),
        ("a: &x 1\nk: *x\n", "a: &x 1\nk: 5\n"),
        ("a: &x [1]\nk: *x\nc: 2\n", "a: &x [1]\nk: 5\nc: 2\n"),
        ("{k: 3, b: 1}\n", "{k: 5, b: 1}\n"),
        ("---\nk: 3\n...\n", "---\nk: 5\n...\n"),
        ("größe: ä # ö\nk: 3 # ü\n", "größe: ä # ö\nk: 5 # ü\n"),
        ("\u{FEFF}k: 3\n", "\u{FEFF}k: 5\n"),
        ("k: a\n  b\n  c # d\n", "k: 5 # d\n"),
    ])
    func aValueIsReplacedWhereItStands(_ text: String, _ expected: String) throws {
        #expect(try edited(text, "k", 5) == expected)
    }

    @Test(arguments: [
        ("", "k: 5\n"),
        ("# only words", "# only words\nk: 5\n"),
        ("a: 1\n", "a: 1\nk: 5\n"),
        ("a: 1", "a: 1\nk: 5\n"),
        ("a: 1\r\n", "a: 1\r\nk: 5\r\n"),
        ("a: 1\n#k: 3\n# end\n", "a: 1\n#k: 3\nk: 5\n# end\n"),
        ("a: 1\n# k: 3 (three)\nb: 2\n", "a: 1\n# k: 3 (three)\nk: 5\nb: 2\n"),
        ("a: |\n  # k: x\n", "a: |\n  # k: x\nk: 5\n"),
        ("a: |\n  x\n\n  #k: not here\nb: 1\n", "a: |\n  x\n\n  #k: not here\nb: 1\nk: 5\n"),
        ("  a: 1\n  b: 2\n", "  a: 1\n  b: 2\n  k: 5\n"),
        ("a: 1\n...\n", "a: 1\nk: 5\n...\n"),
        ("{}\n", "{k: 5}\n"),
        ("{a: 1}\n", "{a: 1, k: 5}\n"),
        ("<<: {k: 1}\na: 2\n", "<<: {k: 1}\na: 2\nk: 5\n"),
    ])
    func aMissingKeyIsAdded(_ text: String, _ expected: String) throws { #expect(try edited(text, "k", 5) == expected) }

    static let values: [(JSONValue, String)] = [
        ("no", "k: \"no\" # c\n"), ("1.30", "k: \"1.30\" # c\n"), ("a b", "k: a b # c\n"),
        ("a: b", "k: \"a: b\" # c\n"), ("x\ny", "k: \"x\\ny\" # c\n"), (["a", "b:rw"], "k: [a, b:rw] # c\n"),
        ([:], "k: {} # c\n"), (["x": "v,w"], "k: {x: \"v,w\"} # c\n"), (nil, "k: null # c\n"), (true, "k: true # c\n"),
        (0.25, "k: 0.25 # c\n"),
    ]

    @Test(arguments: values)
    func everyValueIsWrittenSoThatItReadsBack(_ value: JSONValue, _ expected: String) throws {
        let text = try edited("k: 3 # c\n", "k", value)
        #expect(text == expected)
        #expect(try YAMLParser.json(text) == [["k": value]])
    }

    @Test func aListOfLinesStaysOne() throws {
        #expect(try edited("k:\n  - a # one\n  - b\nc: 1\n", "k", ["x", "no"]) == "k:\n  - x\n  - \"no\"\nc: 1\n")
        #expect(try edited("k:\r\n- a\r\nc: 1\r\n", "k", ["x", "z"]) == "k:\r\n- x\r\n- z\r\nc: 1\r\n")
        #expect(try edited("k:\n  - a\n", "k", []) == "k:\n  []\n")
    }

    @Test(arguments: [
        ("a: 1\nk: 3 # c\nb: 2\n", "a: 1\nb: 2\n"), ("k: 3", ""),
        ("a: 1\r\nk:\r\n  - 1\r\n  - 2\r\n# c\r\n", "a: 1\r\n# c\r\n"),
        ("{k: 1, a: 2}", "{a: 2}"), ("{a: 2, k: 1}", "{a: 2}"), ("{k: 1}", "{}"), ("a: 1\n", "a: 1\n"),
        ("k: |\n  x\na: 1\n", "a: 1\n"),
    ])
    func aKeyIsRemovedWithItsLines(_ text: String, _ expected: String) throws {
        #expect(try without(text, "k") == expected)
    }

    @Test func anEditThatWouldBreakAnAliasIsRefused() {
        let error = #expect(throws: HimatError.self) { try edited("k: &x 3\nb: *x\n", "k", 5) }
        #expect(error?.code == .usage)
        #expect(error?.message == "himat.yaml:1:1: 'k' cannot be changed here without changing more; edit this by hand")
        #expect(throws: HimatError.self) { try without("k: &x 3\nb: *x\n", "k") }
        #expect(throws: HimatError.self) { try without("<<: {k: 1}\nk: 2\n", "k") }
    }

    @Test(arguments: ["- a\n", "word\n", "a: [\n", "a: 1\n---\nb: 2\n", "a: 1\na: 2\n"])
    func whatIsNoSettingsFileIsRefused(_ text: String) {
        #expect(throws: HimatError.self) { try edited(text, "k", 5) }
    }

    @Test(arguments: 1...30) func randomEditsChangeNothingElse(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let newline = Bool.random(using: &generator) ? "\n" : "\r\n"
            let lines = Self.lines(&generator)
            let source = SourceText(name: "t", text: lines.map { $0 + newline }.joined())
            var editor = try YAMLEditor(source)
            let index = Int.random(in: 0..<8, using: &generator)
            let value = JSONValue.string(generator.text())
            try editor.set("key\(index)", to: value)
            let after = editor.text
            // Every line of another key, comments included, is there as before, in the same order.
            var rest = Substring(after)
            for line in lines where !line.hasPrefix("key\(index):") && !line.hasPrefix("   ") {
                let range = try #require(rest.firstRange(of: line + newline))
                rest = rest[range.upperBound...]
            }
            #expect(try YAMLParser.json(after).first?["key\(index)"] == value)
            try editor.set("key\(index)", to: "again")
            try editor.remove("key\(index)")
            #expect(try YAMLParser.json(editor.text).first?["key\(index)"] == nil)
        }
    }

    /// Lines of a file with the keys 0 to 5, in all styles.
    private static func lines(_ generator: inout SeededGenerator) -> [String] {
        (0..<6).flatMap { index -> [String] in
            let styles: [[String]] = [
                ["key\(index): 1 # größe"], ["key\(index): 'a''b'"], ["key\(index): [a, b]   # c"], ["key\(index):"],
                ["key\(index): |", "   text", "   # text"], ["key\(index):", "   - 1", "   - x: 2"],
                ["key\(index): {a: 1}"], ["key\(index): \"\\u00e4\" #"],
            ]
            let extra =
                [[], [""], ["# a comment: \(index)"], ["#key9: \(index)"]].randomElement(using: &generator) ?? []
            return extra + (styles.randomElement(using: &generator) ?? [])
        }
    }
}
