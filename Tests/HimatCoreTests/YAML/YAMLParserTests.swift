// SPDX-License-Identifier: MIT
import HimatSupport
import HimatYAML
import Testing

@Suite struct YAMLParserTests {
    private func parse(_ text: String) throws -> YAMLNode {
        try #require(try YAMLParser(SourceText(name: "t.yaml", text: text)).document())
    }

    @Test(arguments: ["", "\n", "# only a comment\n", "---\n", "---\n...\n", "\u{FEFF}"])
    func anEmptyTextHoldsNoDocument(_ text: String) throws {
        #expect(try YAMLParser(SourceText(name: "t", text: text)).document() == nil)
    }

    @Test func documentsComeInOrder() throws {
        let json = try YAMLParser.json("a: 1\n---\n# nothing\n---\n- 2\n...\n---\nthree\n")
        #expect(json == [["a": 1], [2], "three"])
    }

    @Test func marksNameLineColumnAndByte() throws {
        let text = "# größe\r\nkey: [ä, 'b c']\r\nother:\r\n  - |\r\n    x\r\n"
        let root = try parse(text)
        let second = try #require(root["key"]?.items?.last)
        #expect(second.start == SourceMark(line: 2, column: 10, offset: 21))
        #expect(second.end.offset == 26)
        #expect(Array(text.utf8)[second.start.offset..<second.end.offset].elementsEqual("'b c'".utf8))
        #expect(root["other"]?.items?.first?.start == SourceMark(line: 4, column: 5, offset: 41))
    }

    @Test func marksAreRightFarBehindWideCharacters() throws {
        let text = (0..<500).map { "kéy\($0): wörld\n" }.joined() + "last: x\n"
        let last = try #require(try parse(text)["last"])
        #expect(Array(text.utf8)[last.start.offset...].elementsEqual("x\n".utf8))
        #expect(last.start.line == 501)
    }

    @Test func aliasesStandForWhatTheyName() throws {
        let root = try parse("a: &x {b: 1}\nc: *x\nd: [*x, *x]\n")
        #expect(root.json == ["a": ["b": 1], "c": ["b": 1], "d": [["b": 1], ["b": 1]]])
        #expect(root["c"]?.start.description == "2:4")
        #expect(root["c"]?.isAlias == true)
    }

    @Test func anAnchorMayBeUsedAnew() throws {
        #expect(try parse("- &a 1\n- &a 2\n- *a\n").json == [1, 2, 2])
    }

    @Test func mergeKeysFillWhatIsNotSet() throws {
        let text = """
            base: &base {a: 1, b: 2}
            more: &more {b: 3, c: 4}
            one: {<<: *base, b: 9}
            both: {b: 8, <<: [*base, *more]}
            late: {<<: *more, <<: *base}
            quoted: {"<<": 1}
            """
        let root = try parse(text)
        #expect(root["one"]?.json == ["a": 1, "b": 9])
        #expect(root["both"]?.json == ["a": 1, "b": 8, "c": 4])
        #expect(root["late"]?.json == ["a": 1, "b": 3, "c": 4])
        #expect(root["quoted"]?.json == ["<<": 1])
    }

    @Test(arguments: [
        ("a: 1\na: 2\n", "t.yaml:2:1: the key 'a' is there twice"),
        ("a: 1\n\"a\": 2\n", "t.yaml:2:1: the key 'a' is there twice"),
        ("{1: a, 1: b}", "t.yaml:1:8: the key '1' is there twice"),
        ("[a]: 1\n", "t.yaml:1:1: a key must be a plain word"),
        ("? {a: b}\n: 1\n", "t.yaml:1:3: a key must be a plain word"),
        ("a: *b\n", "t.yaml:1:4: nothing before this is anchored as '&b'"),
        ("a: &a [*a]\n", "t.yaml:1:8: nothing before this is anchored as '&a'"),
        ("<<: 1\n", "t.yaml:1:5: '<<' wants a mapping or a list of them"),
        ("a: \u{1}\n", "t.yaml:1:4: this control character is not allowed"),
        ("a: x\u{0}y\n", "t.yaml:1:5: this control character is not allowed"),
        ("a:\n\t- b\n", "t.yaml:2:1: a tab cannot indent YAML, use spaces"),
        (
            "a: %b\n",
            "t.yaml:1:4: not valid YAML: found character that cannot start any token (while scanning for the next token, line 1)"
        ),
    ])
    func wrongTextIsShownWithItsPlace(_ text: String, _ message: String) {
        let error = #expect(throws: HimatError.self) { try parse(text) }
        #expect(error?.code == .malformed)
        #expect(error?.message == message)
    }

    @Test func bytesThatAreNoUTF8AreRefused() {
        let bytes = Array("ok: 1\nbad: ".utf8) + [0xC3, 0x28, 0x0A]
        let error = #expect(throws: HimatError.self) {
            try YAMLParser(SourceText(name: "t.yaml", bytes: bytes)).document()
        }
        #expect(error?.message == "t.yaml:2:7: this is not valid UTF-8")
    }

    @Test func linesOfASensitiveFileAreNeverShown() {
        let source = SourceText(name: "kubeconfig", text: "token: 'abc\n", isSensitive: true)
        let error = #expect(throws: HimatError.self) { try YAMLParser(source).document() }
        #expect(error?.description == "kubeconfig:1:8: this quote is never closed")
    }
}
