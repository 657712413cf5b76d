// SPDX-License-Identifier: MIT
import HimatSupport
import HimatYAML
import Testing

@Suite struct YAMLHostileTests {
    private func refusal(_ text: String) -> String? {
        do {
            _ = try YAMLParser(SourceText(name: "t", text: text)).documents()
            return nil
        } catch let error as HimatError {
            return error.message
        } catch {
            return "another error"
        }
    }

    @Test func aBillionLaughsAreCountedNotMade() {
        var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1...12 {
            let items = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        #expect(refusal(text)?.hasSuffix("aliases stand for more than 100000 values") == true)
    }

    @Test func mergedBillionsAreCounted() {
        var text = "m0: &m0 {" + (0..<1000).map { "k\($0): 1" }.joined(separator: ", ") + "}\n"
        for index in 1...200 { text += "m\(index): {<<: *m0}\n" }
        #expect(refusal(text)?.contains("stand for more than 100000 values") == true)
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 20_000),
        String(repeating: "- ", count: 5_000), String(repeating: "? ", count: 5_000),
    ])
    func deepNestingIsRefused(_ text: String) { #expect(refusal(text) != nil) }

    @Test func depthIsLimitedThroughAliasesToo() {
        var text = "a0: &a0 [x]\n"
        for level in 1...120 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(refusal(text)?.hasSuffix("nested more than 100 deep") == true)
    }

    @Test func ninetyLevelsAreFine() {
        #expect(refusal(String(repeating: "[", count: 90) + String(repeating: "]", count: 90)) == nil)
    }

    @Test func tooManyValuesAreRefused() {
        #expect(refusal(String(repeating: "- \n", count: 1_000_001))?.hasSuffix("more than 1000000 values") == true)
    }

    @Test func aTextAboveTenMegabytesIsRefusedUnread() {
        let source = SourceText(name: "t", bytes: Array(repeating: 0x20, count: 10_000_001))
        let error = #expect(throws: HimatError.self) { try YAMLParser(source, code: .usage).document() }
        #expect(error?.message == "t is larger than 10 MB")
        #expect(error?.code == .usage)
    }

    @Test func anEndlessScalarIsRead() throws {
        let long = String(repeating: "x", count: 5_000_000)
        #expect(try YAMLParser.json("a: \(long)\n") == [["a": .string(long)]])
    }

    @Test func aHugeKeyIsAnErrorNotACrash() {
        #expect(refusal(String(repeating: "k", count: 200_000) + ": 1\n") != nil)
    }

    @Test func randomBytesNeverCrash() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            _ = try? YAMLParser(SourceText(name: "t", bytes: bytes)).documents()
        }
    }

    @Test func randomPiecesOfYAMLNeverCrash() {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<3000 {
            let text = (0..<8).map { _ in generator.text() }.joined()
            do {
                _ = try YAMLParser(SourceText(name: "t", text: text)).documents().map(\.json)
            } catch {
                #expect(error is HimatError)
            }
        }
    }
}
