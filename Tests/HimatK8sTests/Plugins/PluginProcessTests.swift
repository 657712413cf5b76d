// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

@Suite struct PluginProcessTests {
    private let short = PluginLimits(time: .milliseconds(300), output: 10_000, words: 1000)

    @Test func itGetsItsInputAndNothingOfTheUsersEnvironment() async throws {
        let shop = try Workshop()
        let writing = try await shop.run("cat; echo; env; pwd; ls -a", ["kind": "ResourceList"])
        let output = String(decoding: writing.output, as: UTF8.self)
        #expect(output.hasPrefix("{\"kind\":\"ResourceList\"}\n"))
        let names = Set(output.split(separator: "\n").filter { $0.contains("=") }.map { $0.prefix { $0 != "=" } })
        // What a shell sets by itself is none of ours.
        #expect(names.subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == ["PATH", "HOME", "LANG"])
        #expect(!output.contains("s3cr3t") && !output.contains("t0k3n"))
        #expect(output.contains("HOME=\(shop.folder.path)/himat-plugin-"), "a folder of its own")
        #expect(shop.leftovers.isEmpty)
    }

    @Test func aProgramThatHangsIsEndedWithItsChildren() async throws {
        let shop = try Workshop()
        let mark = shop.folder.file("pids")
        let error = try await failure {
            _ = try await shop.run("sleep 600 & echo $! > \(mark); echo $$ >> \(mark); wait", limits: short)
        }
        #expect(error.code == .timedOut)
        #expect(error.message.contains("The plug-in hello took longer than"))
        let pids = try String(contentsOfFile: mark, encoding: .utf8).split(separator: "\n").compactMap { Int32($0) }
        #expect(pids.count == 2)
        for pid in pids {
            let isOver = await Self.isOver(pid)
            #expect(isOver, "process \(pid)")
        }
        #expect(shop.leftovers.isEmpty)
    }

    @Test func aProgramThatIgnoresTheEndIsEndedAllTheSame() async throws {
        let error = try await failure {
            _ = try await Workshop().run("trap '' TERM INT HUP; while :; do sleep 1; done", limits: short)
        }
        #expect(error.code == .timedOut)
    }

    @Test func aChildThatFledAndKeepsTheOutputOpenHoldsNobodyUp() async throws {
        let shop = try Workshop()
        let mark = shop.folder.file("pid")
        let writing = try await shop.run("setsid sh -c 'echo $$ > \(mark); exec sleep 30' & sleep 0.2; echo done")
        #expect(String(decoding: writing.output, as: UTF8.self) == "done\n")
        let pid = try String(contentsOfFile: mark, encoding: .utf8).split(separator: "\n").compactMap { Int32($0) }
        for pid in pid { kill(pid, SIGKILL) }
    }

    @Test(arguments: ["yes", "yes >&2", "head -c 10001 /dev/zero", "head -c 1001 /dev/zero >&2"])
    func tooMuchOutputEndsIt(_ script: String) async throws {
        var limits = short
        limits.time = .seconds(20)
        let error = try await failure { _ = try await Workshop().run(script, limits: limits) }
        #expect(
            error.message == "The plug-in hello wrote too much and was ended: "
                + "at most 9 KiB on standard output and 0 on standard error")
    }

    @Test func aFailureShowsItsLastWordsWithoutWhatSteersATerminal() async throws {
        let error = try await failure {
            _ = try await Workshop().run("printf 'first\\n\\033[2Jno \\342\\200\\256config\\n' >&2; exit 3")
        }
        #expect(error.message == "The plug-in hello ended with exited(3)")
        #expect(error.details == ["hello: first", "hello: \u{FFFD}[2Jno \u{FFFD}config"])
    }

    @Test func aSignalIsAFailure() async throws {
        let error = try await failure { _ = try await Workshop().run("kill -SEGV $$") }
        #expect(error.message.hasPrefix("The plug-in hello ended with"))
    }

    @Test func aMissingInterpreterIsNamedAsTheReason() async throws {
        let error = try await failure { _ = try await Workshop().run("#!/no/such/interpreter\n") }
        #expect(error.message == "The plug-in hello could not be started")
        #expect(error.nextStep?.contains("interpreter") == true)
    }

    @Test func aProgramThatClosesItsInputIsNoFailure() async throws {
        let large = JSONValue.array(Array(repeating: "text", count: 200_000))
        #expect(try await Workshop().run("exec <&-; echo fine", large).output == Array("fine\n".utf8))
    }

    @Test func whatWasReadRunsThoughTheFileWasReplaced() async throws {
        let shop = try Workshop()
        let program = try PluginProgram(try shop.write("hello", "echo approved"))
        try shop.write("hello", "echo swapped")
        #expect(try await shop.process(program).run([:]).output == Array("approved\n".utf8))
    }

    @Test func itCannotChangeTheProgramThatRunsNextTime() async throws {
        let shop = try Workshop()
        let program = try PluginProgram(try shop.write("hello", "echo 'echo evil' >> \"$0\"; echo ok"))
        for _ in 0..<2 { _ = try await shop.process(program).run([:]) }
        let text = try String(contentsOfFile: shop.folder.file("hello"), encoding: .utf8)
        #expect(!text.contains("echo evil\n"))
    }

    /// Gone, or dead and not yet collected by whoever inherited it.
    private static func isOver(_ pid: Int32) async -> Bool {
        for _ in 0..<200 {
            guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
            if stat.split(separator: ")").last?.hasPrefix(" Z") == true { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
