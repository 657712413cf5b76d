// SPDX-License-Identifier: MIT
import Foundation
import HimatTestSupport
import Testing

@testable import HimatSupport

/// JSON is read as the standard says; whatever is no JSON is refused with the place.
@Suite struct JSONReaderTests {
    @Test(arguments: [
        "[1,]", "{\"a\":1,}", "[1 2]", "{a:1}", "{\"a\" 1}", "01", "1.", ".5", "+1", "-", "1e", "1e400", "tru", "nul",
        "NaN",
        "\"", "\"\u{1}\"", "\"\\x\"", "\"\\u12\"", "\"\\ud83d\"", "\"\\ud83d\\u0041\"", "\"\\udc00\"", "[1] 2", "",
        "  ", "[", "{",
    ])
    func whatIsNoJSONIsRefused(text: String) {
        #expect(throws: HimatError.self) { try JSONValue.parse(text) }
    }

    @Test func bytesThatAreNoTextAreRefused() {
        for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0x5C, 0x6E, 0xC3, 0x22], [0x00]] {
            #expect(throws: HimatError.self) { try JSONValue.parse(bytes) }
        }
    }

    @Test func depthHasALimitInsteadOfAnEndOfTheStack() throws {
        let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        _ = try JSONValue.parse(deep)
        #expect(throws: HimatError.self) { try JSONValue.parse(String(repeating: "[", count: 100_000)) }
    }

    @Test(arguments: [
        ("0", JSONValue.int(0)), ("-7", -7), ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("2.0", 2), ("1e3", 1000), ("-1.5E-2", -0.015),
        (" [1 , \"a\"]\n", [1, "a"]),
        ("{\"a\":{\"b\":null},\"c\":[true,false]}", ["a": ["b": nil], "c": [true, false]]),
        ("\"\\u00e9\\ud83d\\ude00\\n\\/\\\"\"", "é😀\n/\""), ("\u{FEFF}1", 1),
    ])
    func valuesAreExact(text: String, value: JSONValue) throws { #expect(try JSONValue.parse(text) == value) }

    @Test func recordedAnswersReadAsFoundationReadsThem() throws {
        let folder = PackageFolder.path("Tests/Sandbox/fixtures/kubernetes-1.36")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
        #expect(files.count > 40)
        for file in files {
            let data = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
            #expect(try JSONValue.parse([UInt8](data)) == JSONDecoder().decode(JSONValue.self, from: data), "\(file)")
        }
    }
}
