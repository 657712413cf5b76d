// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatImage

@Suite struct AptFileTests {
    private func file(_ text: String) throws -> AptFile { try AptFile(SourceText(name: "apt.txt", text: text)) }
    private func text(_ file: AptFile) -> String { String(decoding: file.source.bytes, as: UTF8.self) }

    @Test func linesAreAddedAndTakenOutAndCommentsStay() throws {
        var apt = try file("# tools\ngit  # for notebooks\n\nvim")
        #expect(apt.packages.map(\.name) == ["git", "vim"])
        let added = [apt.add(try DebianPackage("g++")), apt.add(try DebianPackage("git"))]
        let removed = [apt.remove("vim"), apt.remove("emacs")]
        #expect(added == [true, false] && removed == [true, false])
        #expect(text(apt) == "# tools\ngit  # for notebooks\n\ng++\n")
    }

    @Test(arguments: ["a; rm", "git\n-o Evil=1\n", "$(id)", "git vim"])
    func whatIsNoPackageIsShownWhereItStands(_ text: String) {
        let error = #expect(throws: HimatError.self) { try file(text) }
        #expect(error?.message.hasPrefix("apt.txt:") == true)
    }
}
