// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct PlanCommandTests {
    private let cloud = FakeCloud()

    /// A plan with one step of each kind.
    private func mixed() async -> FakeSetup {
        await cloud.put("volume", size: "s")
        await cloud.put("cluster", size: "1.35")
        await cloud.put("group", size: "old")
        await cloud.put("subnet.c", size: "s")
        await cloud.put("addon", state: .pending("CREATING"))
        var setup = FakeSetup(cloud: cloud)
        setup.resources = { cloud in
            [
                FakeResource("volume", [], cloud), FakeResource("vpc", [], cloud).with { $0.size = "10.0.0.0/16" },
                FakeResource("cluster", [], cloud).with { $0.size = "1.36" },
                FakeResource("group", ["cluster"], cloud).with { $0.mode = .replace },
                FakeResource("route", ["vpc"], cloud).with { $0.follows = "vpc" }, FakeResource("addon", [], cloud),
                FakeResource("subnet.c", [], cloud).with { $0.isWanted = false },
            ]
        }
        return setup
    }

    @Test func thePlanForPeopleShowsEachKindOfStep() async throws {
        let run = try await CommandRun.run(["plan"], await mixed())
        #expect(run.status == 0)
        #expect(
            run.output
                == """
                  + vpc
                      size  10.0.0.0/16

                  ~ cluster (cluster-2)
                      size  1.35 -> 1.36

                +/- group (group-3)
                      size  old -> s

                  + route
                      size  (known after apply)

                  … addon (addon-5)  CREATING

                  - subnet.c (subnet-4)  no longer asked for

                Plan: 3 to create, 1 to change, 2 to destroy. 1 to wait for. 1 unchanged.

                """)
    }

    @Test func thePlanForProgramsIsStable() async throws {
        let run = try await CommandRun.run(["plan", "--output", "json"], await mixed())
        let document = try JSONValue.parse(run.output)
        #expect(document["format_version"]?.string == "1.0")
        #expect(document.at("cluster", "name")?.string == "demo")
        #expect(
            document["steps"]?.array?.map { $0["action"]?.string } == [
                "none", "create", "update", "replace", "create", "wait", "delete",
            ])
        let change: JSONValue = [
            "path": "size", "old": "1.35", "new": "1.36", "sensitive": false, "known_after_apply": false,
        ]
        #expect(document["steps"]?[2]?["changes"]?[0] == change)
        #expect(document["steps"]?[4]?.at("properties", "size") == .null)
        let sum: JSONValue = ["create": 2, "update": 1, "replace": 1, "delete": 1, "wait": 1, "unchanged": 1]
        #expect(document["summary"] == sum)
        #expect(document["changes_pending"]?.bool == true)
    }

    @Test func twoPlansOfTheSameWorldAreTheSameText() async throws {
        let setup = await mixed()
        let first = try await CommandRun.run(["plan", "-o", "json"], setup)
        let second = try await CommandRun.run(["plan", "-o", "json"], setup)
        #expect(first.output == second.output)
    }

    @Test func yamlHoldsTheSameDocument() async throws {
        let run = try await CommandRun.run(["plan", "-o", "yaml"], FakeSetup(cloud: cloud))
        #expect(run.output.contains("changes_pending"))
        #expect(run.output.contains("steps"))
    }

    @Test func detailedExitcodeTellsChangesFromNone() async throws {
        let pending = try await CommandRun.run(["plan", "--detailed-exitcode"], FakeSetup(cloud: cloud))
        #expect(pending.status == 2)
        #expect(pending.errors.isEmpty)
        _ = try await CommandRun.run(["apply", "--yes"], FakeSetup(cloud: cloud))
        let none = try await CommandRun.run(["plan", "--detailed-exitcode"], FakeSetup(cloud: cloud))
        #expect(none.status == 0)
        #expect(none.output == "No changes.\n")
    }

    @Test func aRefusalIsShownWithThePlanAndEndsWithFour() async throws {
        var setup = FakeSetup(cloud: cloud)
        setup.findings = [.refusal(HimatError(.usage, "the spot price is above the limit"))]
        let run = try await CommandRun.run(["plan"], setup)
        #expect(run.status == 4)
        #expect(run.output.contains("Plan: 2 to create"))
    }

    @Test func colourIsForTerminalsThatWantIt() async throws {
        let terminal = Terminal(isOutputInteractive: true, isErrorInteractive: true)
        let coloured = try await CommandRun.run(["plan"], FakeSetup(cloud: cloud), terminal: terminal)
        let plain = try await CommandRun.run(["plan", "--no-color"], FakeSetup(cloud: cloud), terminal: terminal)
        #expect(coloured.output.contains("\u{1B}["))
        #expect(!plain.output.contains("\u{1B}["))
    }
}
