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

    private static let values: [(String, JSONValue)] = [
        ("0", .int(0)), ("-7", .int(-7)), ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("2.0", .int(2)), ("1e3", .int(1000)),
        ("-1.5E-2", .double(-0.015)), (" [1 , \"a\"]\n", .array([.int(1), .string("a")])),
        ("{\"a\":{\"b\":null},\"c\":[true]}", .object(["a": .object(["b": .null]), "c": .array([.bool(true)])])),
        ("\"\\u00e9\\ud83d\\ude00\\n\\/\\\"\"", .string("é😀\n/\"")), ("\u{FEFF}1", .int(1)),
    ]

    @Test func valuesAreExact() throws {
        for (text, value) in Self.values { #expect(try JSONValue.parse(text) == value, "\(text)") }
    }

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
