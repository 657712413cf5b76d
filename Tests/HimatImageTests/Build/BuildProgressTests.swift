// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

struct BuildProgressTests {
    private func progress() throws -> BuildProgress {
        let runtime = Runtime.test()
        return BuildProgress(runtime, Console(runtime, try OutputOptions.parse([])))
    }

    private func words(_ lines: [String]) throws -> [String] {
        var progress = try progress()
        progress.take(.step(number: 1, count: 2, instruction: "RUN solve"))
        for line in lines { progress.take(.output(line)) }
        return progress.words
    }

    @Test func theLastLinesOfAStepAreKept() throws {
        let lines = (1...30).map { "line \($0)" }
        #expect(try words(lines) == Array(lines.suffix(20)))
        #expect(try words(["one", "Removing intermediate container 0a1b", "", "two"]) == ["one", "two"])
    }

    /// As micromamba 2.3.0 writes it; the same words again end its report.
    @Test func aSolversTreeIsKeptFromItsTop() throws {
        let tree =
            ["error    libmamba Could not solve for environment specs", "    The following packages are incompatible"]
            + (1...60).map { "    ├─ package\($0) =* * is not installable" }
        let said = try words(
            (1...30).map { "download \($0)" } + tree + ["critical libmamba Could not solve for environment specs"])
        #expect(said == Array(tree.prefix(40)))
    }

    @Test func theNextStepBeginsAnew() throws {
        var progress = try progress()
        progress.take(.step(number: 1, count: 2, instruction: "RUN solve"))
        progress.take(.output("warning  libmamba Could not solve for environment quickly"))
        progress.take(.step(number: 2, count: 2, instruction: "RUN pip"))
        progress.take(.output("ERROR: no such package"))
        #expect(progress.words == ["ERROR: no such package"])
    }
}
