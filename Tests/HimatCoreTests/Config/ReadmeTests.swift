// SPDX-License-Identifier: MIT
import Foundation
import HimatConfig
import HimatTestSupport
import Testing

/// The README's table of keys is the schema's own; `HIMAT_WRITE_README=1 swift test --filter ReadmeTests` writes it anew.
@Suite struct ReadmeTests {
    private static let begin = "<!-- configuration: printed from the schema -->\n"
    private static let end = "<!-- end of configuration -->\n"
    private static let path = PackageFolder.path("README.md")

    @Test func theTableOfKeysIsTheSchemas() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        let begin = try #require(text.range(of: Self.begin))
        let end = try #require(text.range(of: Self.end))
        if ProcessInfo.processInfo.environment["HIMAT_WRITE_README"] == "1" {
            let new = text[..<begin.upperBound] + ConfigReference.markdown + text[end.lowerBound...]
            try String(new).write(toFile: Self.path, atomically: true, encoding: .utf8)
        } else {
            #expect(String(text[begin.upperBound..<end.lowerBound]) == ConfigReference.markdown)
        }
    }

    @Test func everyNumberedExampleIsNamed() throws {
        let text = try String(contentsOfFile: PackageFolder.path("Examples/README.md"), encoding: .utf8)
        for name in ExampleTests.names { #expect(text.contains("(\(name).yaml)")) }
    }
}
