// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// A terminal shows live progress and colours and can be asked; a pipe gets plain lines.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct TerminalTests {
    private static let escape = "\u{1B}"

    @Test func aTerminalIsAskedAndShowsLiveProgressInColour() async throws {
        let (desk, terminal) = (try await Desk.make(), try PseudoTerminal())
        defer { terminal.close() }
        try await desk.times(["cluster_create": 1.5])
        let child = try desk.start(.eks, ["apply"], at: terminal.programEnd)
        try await desk.until("the question is asked") { terminal.text.contains("Only \"yes\" is accepted") }
        #expect(try await desk.changes(since: 0) == [], "something was changed before the answer")
        try terminal.type("yes")
        let result = try await child.wait()
        #expect(result.status == 0)
        #expect(terminal.text.contains(Self.escape + "[32m"), "no colour")
        #expect(terminal.text.contains("A" + Self.escape + "[J"), "nothing was redrawn")
        #expect(terminal.text.contains("cluster: creating ("))
        #expect(try await desk.state()["cluster"] == 1)
    }

    @Test(arguments: ["no", "", "y", "YES please"]) func anyOtherAnswerChangesNothing(answer: String) async throws {
        let (desk, terminal) = (try await Desk.make(), try PseudoTerminal())
        defer { terminal.close() }
        let child = try desk.start(.eks, ["apply"], at: terminal.programEnd)
        try await desk.until("the question is asked") { terminal.text.contains("Only \"yes\" is accepted") }
        try terminal.type(answer)
        #expect(try await child.wait().status == 64)
        #expect(try await desk.changes(since: 0) == [])
    }

    @Test(arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
    func whoWantsNoColourGetsNone(words: [String: String]) async throws {
        let (desk, terminal) = (try await Desk.make(), try PseudoTerminal())
        defer { terminal.close() }
        let child = try desk.with(words.mapValues(Optional.init)).start(.eks, ["plan"], at: terminal.programEnd)
        #expect(try await child.wait().status == 0)
        try await desk.until("the plan is shown") { terminal.text.contains("25 to create") }
        #expect(!terminal.text.contains(Self.escape + "["), "\(terminal.text.debugDescription.prefix(300))")
    }

    @Test func aPipeGetsPlainLinesAndStdoutOnlyData() async throws {
        let desk = try await Desk.make()
        let result = try await desk.succeed(.eks, "apply", "--yes")
        #expect(!(result.output + result.errors).contains(Self.escape))
        #expect(result.errors.contains("cluster: creating…") && result.errors.contains("cluster: created in"))
        for line in result.output.split(separator: "\n") where !line.hasPrefix(" ") {
            #expect(line.contains(" = "), "\(line)")
        }
        let json = try await desk.succeed(.eks, "output", "-o", "json")
        #expect(try JSONValue.parse(json.output).object != nil)
    }

    @Test func anErrorForAProgramIsOneDocument() async throws {
        let desk = try await Desk.make()
        let result = try await desk.run(.eks, "plan", "-o", "json", "--set", "cluster_version=1.10")
        #expect(result.status == 4)
        let lines = result.errors.split(separator: "\n").filter { !$0.hasPrefix("warning:") }
        let error = try JSONValue.parse(lines.joined(separator: "\n"))["error"]
        #expect(error?["exit_status"] == 4)
        #expect(error?["code"] == "preflight_refused")
    }
}
