// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ApplyCommandTests {
    private let cloud = FakeCloud()
    private let person = Terminal(isInputInteractive: true, isErrorInteractive: true)

    @Test func whereNobodyCanAnswerYesIsAskedForByName() async throws {
        let run = try await CommandRun.run(["apply"], FakeSetup(cloud: cloud))
        #expect(run.status == 64)
        #expect(run.errors.contains("next: himat-fake apply --yes"))
        #expect(await cloud.looks.isEmpty)
    }

    @Test(arguments: ["--yes", "-y", "--auto-approve"]) func approvalByFlagAppliesAndPrintsTheOutputs(flag: String)
        async throws
    {
        let run = try await CommandRun.run(["apply", flag], FakeSetup(cloud: cloud))
        #expect(run.status == 0)
        #expect(run.output == "password = (sensitive)\nnodes = 5\njupyter_url = http://demo/subnet-2/lab\n")
        #expect(run.errors.contains("Plan: 2 to create, 0 to change, 0 to destroy."))
        #expect(run.errors.contains("vpc: creating…\nvpc: created in 0.0 s\n"))
        #expect(await cloud.mutations == ["create vpc", "create subnet"])
    }

    @Test func aPersonIsAskedAndOnlyYesCounts() async throws {
        let refused = try await CommandRun.run(["apply"], FakeSetup(cloud: cloud), terminal: person, answers: ["y"])
        #expect(refused.status == 64)
        #expect(refused.errors.contains("Not confirmed; nothing was changed"))
        #expect(await cloud.mutations.isEmpty)
        let agreed = try await CommandRun.run(["apply"], FakeSetup(cloud: cloud), terminal: person, answers: [" yes "])
        #expect(agreed.status == 0)
        #expect(agreed.errors.contains("Carry this out in 123456789012/eu-west-1/demo?"))
    }

    @Test func theEndOfTheInputIsNoAgreement() async throws {
        let run = try await CommandRun.run(["apply"], FakeSetup(cloud: cloud), terminal: person)
        #expect(run.status == 64)
        #expect(await cloud.mutations.isEmpty)
    }

    @Test func aSecondApplyAsksNothingLocksNothingAndChangesNothing() async throws {
        _ = try await CommandRun.run(["apply", "--yes"], FakeSetup(cloud: cloud))
        let before = await cloud.mutations.count
        var setup = FakeSetup(cloud: cloud)
        setup.lockError = HimatError(.locked, "the lock was taken")
        let run = try await CommandRun.run(["apply"], setup, terminal: person)
        #expect(run.status == 0)
        #expect(run.errors.contains("No changes."))
        #expect(run.output.hasSuffix("jupyter_url = http://demo/subnet-2/lab\n"))
        #expect(await cloud.mutations.count == before)
    }

    @Test func dryRunIsPlan() async throws {
        let dry = try await CommandRun.run(["apply", "--dry-run"], FakeSetup(cloud: cloud))
        let plan = try await CommandRun.run(["plan"], FakeSetup(cloud: cloud))
        #expect(dry.status == 0)
        #expect(dry.output == plan.output)
        #expect(await cloud.mutations.isEmpty)
    }

    @Test func aRefusedCheckEndsBeforeTheFirstChange() async throws {
        var setup = FakeSetup(cloud: cloud)
        setup.findings = [
            .warning("prices are unknown"),
            .refusal(HimatError(.usage, "version 1.10 is not supported", nextStep: "set cluster_version to 1.36")),
        ]
        let run = try await CommandRun.run(["apply", "--yes"], setup)
        #expect(run.status == 4)
        #expect(run.errors.contains("warning: prices are unknown"))
        #expect(run.errors.contains("error: version 1.10 is not supported\nnext: set cluster_version to 1.36"))
        #expect(await cloud.mutations.isEmpty)
    }

    @Test func aResourceThatRefusesEndsWithFourAndItsReason() async throws {
        await cloud.put("vpc", size: "20")
        var setup = FakeSetup(cloud: cloud)
        setup.resources = { [FakeResource("vpc", [], $0).with { $0.mode = .refuse }] }
        let run = try await CommandRun.run(["apply", "--yes"], setup)
        #expect(run.status == 4)
        #expect(run.errors.contains("error: vpc cannot shrink"))
    }

    @Test func aHeldLockNamesItsHolder() async throws {
        var setup = FakeSetup(cloud: cloud)
        setup.lockError = HimatError(.locked, "alice on lab-3 is applying since 3 min")
        let run = try await CommandRun.run(["apply", "--yes"], setup)
        #expect(run.status == 1)
        #expect(run.errors.contains("alice on lab-3"))
        #expect(await cloud.mutations.isEmpty)
    }

    @Test func whatChangedBetweenQuestionAndLockIsShownAndAskedAgain() async throws {
        var setup = FakeSetup(cloud: cloud)
        setup.onLock = { await $0.put("vpc", size: "other") }
        let run = try await CommandRun.run(["apply"], setup, terminal: person, answers: ["yes", "no"])
        #expect(run.status == 64)
        #expect(run.errors.contains("What exists has changed since the plan was shown."))
        #expect(await cloud.mutations.isEmpty)
    }

    @Test func whatSomebodyElseMadeMeanwhileIsNotMadeTwice() async throws {
        var setup = FakeSetup(cloud: cloud)
        setup.onLock = { await $0.put("vpc") }
        let run = try await CommandRun.run(["apply", "--yes"], setup)
        #expect(run.status == 0)
        #expect(await cloud.mutations == ["create subnet"])
    }

    @Test func aFailureSaysWhatIsDoneAndHowToGoOn() async throws {
        await cloud.configure { $0.failures["create subnet"] = [HimatError(.denied, "not allowed")] }
        let run = try await CommandRun.run(["apply", "--yes"], FakeSetup(cloud: cloud))
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("error: The apply is not complete: 1 of 2 steps done\n  done: vpc\n"))
        #expect(run.errors.contains("next: himat-fake apply goes on where this stopped"))
    }

    @Test func aTimeoutEndsWithThree() async throws {
        await cloud.configure { $0.pendingLooks["vpc"] = 10_000 }
        let run = try await CommandRun.run(["apply", "--yes", "--timeout", "20s"], FakeSetup(cloud: cloud))
        #expect(run.status == 3)
        #expect(run.errors.contains("vpc-1 is still CREATING after 20 s"))
    }

    @Test func jsonGivesOneDocumentWithStepsAndOutputs() async throws {
        let run = try await CommandRun.run(["apply", "--yes", "-o", "json"], FakeSetup(cloud: cloud))
        let document = try JSONValue.parse(run.output)
        #expect(document.at("summary", "create")?.int == 2)
        #expect(document.at("outputs", "nodes")?.int == 5)
        #expect(document.at("outputs", "password")?.string == "(sensitive)")
        #expect(!run.output.contains("hunter2") && !run.errors.contains("hunter2"))
    }

    @Test func anUnknownRefreshNameListsTheKnownOnes() async throws {
        let run = try await CommandRun.run(["apply", "--yes", "--refresh", "verson"], FakeSetup(cloud: cloud))
        #expect(run.status == 64)
        #expect(run.errors.contains("choose among version"))
    }

    @Test func quietSaysNothingButErrors() async throws {
        let run = try await CommandRun.run(["apply", "--yes", "--quiet"], FakeSetup(cloud: cloud))
        #expect(run.errors.isEmpty)
    }

    @Test func aBrokenInventoryIsAWarningAndTheDeployGoesOn() async throws {
        let run = try await CommandRun.run(
            ["apply", "--yes"], FakeSetup(cloud: cloud), inventory: "/proc/nowhere/inventory.sqlite")
        #expect(run.status == 0)
        #expect(run.errors.components(separatedBy: "the inventory is not written").count == 2)
        #expect(await cloud.mutations.count == 2)
    }

    @Test func aHalfBuiltClusterIsRememberedAsIncomplete() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("inventory.sqlite")
        await cloud.configure { $0.failures["create subnet"] = [HimatError(.denied, "not allowed")] }
        _ = try await CommandRun.run(["apply", "--yes"], FakeSetup(cloud: cloud), inventory: path)
        let inventory = try Inventory.open(at: path)
        let cluster = try #require(try inventory.clusters().first)
        #expect(cluster.facts.state == ClusterState.incomplete)
        #expect(try inventory.resources(of: cluster.identity).map(\.id) == ["vpc-1"])
        #expect(try inventory.events(of: cluster.identity).map(\.message) == ["subnet: failed: not allowed"])
        #expect(try inventory.runs(of: cluster.identity).map(\.outcome) == ["failed"])
    }

    @Test func theInventoryRemembersClusterResourcesAndRun() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("inventory.sqlite")
        _ = try await CommandRun.run(["apply", "--yes"], FakeSetup(cloud: cloud), inventory: path)
        let inventory = try Inventory.open(at: path)
        let cluster = try #require(try inventory.clusters().first)
        #expect(cluster.facts.jupyterURL == "http://demo/subnet-2/lab")
        #expect(try inventory.resources(of: cluster.identity).map(\.id) == ["subnet-2", "vpc-1"])
        #expect(try inventory.runs(of: cluster.identity).map(\.outcome) == ["done"])
        #expect(try inventory.lastStep(of: "vpc", layer: "fake", on: cluster.identity)?.outcome == "done")
    }
}
