// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import Testing

@Suite struct PlannerTests {
    private let cloud = FakeCloud()

    private func plan(_ resources: [FakeResource]) async throws -> Plan { try await EngineRun(cloud).plan(resources) }

    @Test func whatIsNotThereIsCreatedAndPlanningChangesNothing() async throws {
        let plan = try await plan([FakeResource("vpc", [], cloud), FakeResource("subnet", ["vpc"], cloud)])
        #expect(plan.steps.map(\.action) == [.create, .create])
        #expect(plan.counts.create == 2)
        #expect(!plan.isEmpty)
        #expect(await cloud.mutations.isEmpty)
    }

    @Test func whatIsAsAskedForNeedsNothing() async throws {
        await cloud.put("vpc")
        let plan = try await plan([FakeResource("vpc", [], cloud)])
        #expect(plan.isEmpty)
        #expect(plan.state.known("vpc", "id") == "vpc-1")
    }

    @Test func everyResourceIsLookedAtOnce() async throws {
        for address in ["a", "b", "c"] { await cloud.put(Address(address)) }
        _ = try await plan([
            FakeResource("a", [], cloud), FakeResource("b", ["a"], cloud), FakeResource("c", ["b"], cloud),
        ])
        #expect(await cloud.looks.sorted() == ["observe a", "observe b", "observe c"])
    }

    @Test func ofTwoTheUsedOneStaysAndTheEmptyOneGoes() async throws {
        let empty = await cloud.put("vpc", createdAt: Date(timeIntervalSince1970: 1))
        let used = await cloud.put("vpc", createdAt: Date(timeIntervalSince1970: 2), isUsed: true)
        let plan = try await plan([FakeResource("vpc", [], cloud)])
        #expect(plan.steps.map(\.action) == [.none, .delete])
        #expect(plan.steps.map(\.observation?.id) == [used, empty])
        #expect(plan.steps[1].reason == "a second one; \(used) is the one used")
    }

    @Test func ofTwoEmptyOnesTheOlderStays() async throws {
        let younger = await cloud.put("vpc", createdAt: Date(timeIntervalSince1970: 9))
        let older = await cloud.put("vpc", createdAt: Date(timeIntervalSince1970: 3))
        let plan = try await plan([FakeResource("vpc", [], cloud)])
        #expect(plan.steps.map(\.observation?.id) == [older, younger])
    }

    @Test func aSecondOneInUseIsReportedAndNotDeleted() async throws {
        await cloud.put("vpc", isUsed: true)
        await cloud.put("vpc", isUsed: true)
        let plan = try await plan([FakeResource("vpc", [], cloud)])
        #expect(plan.isEmpty)
        #expect(plan.notes == ["vpc: vpc-2 is a second one and in use, so it stays; vpc-1 is the one used"])
    }

    @Test func aSecondOneOfAKindThatIsKeptIsNeverDeleted() async throws {
        await cloud.put("volume", createdAt: Date(timeIntervalSince1970: 1))
        await cloud.put("volume", createdAt: Date(timeIntervalSince1970: 2))
        let plan = try await plan([FakeResource("volume", [], cloud).with { $0.disposal = .keep("notebooks") }])
        #expect(plan.isEmpty)
        #expect(plan.notes.first?.contains("of a kind that is kept") == true)
    }

    @Test func aPendingOneIsWaitedFor() async throws {
        await cloud.put("vpc", state: .pending("CREATING"))
        let plan = try await plan([FakeResource("vpc", [], cloud)])
        #expect(plan.steps.map(\.action) == [.wait])
        #expect(plan.steps[0].reason == "CREATING")
        #expect(!plan.isMutating)
        #expect(!plan.isEmpty)
    }

    @Test func oneThatIsLeavingMakesRoomBeforeTheCreation() async throws {
        await cloud.put("vpc", state: .deleting("DELETING"))
        let plan = try await plan([FakeResource("vpc", [], cloud)])
        #expect(plan.steps.map(\.action) == [.create])
        #expect(plan.steps[0].departing.map(\.id) == ["vpc-1"])
    }

    @Test func aFailedOneThatNoChangeMendsIsRefused() async throws {
        await cloud.put("cluster", state: .failed("no subnets"))
        let plan = try await plan([FakeResource("cluster", [], cloud)])
        #expect(plan.refusals.map(\.error.message) == ["cluster: cluster-1 has failed: no subnets"])
        #expect(!plan.isEmpty)
    }

    @Test func aFailedOneMayBeReplacedByItsKind() async throws {
        await cloud.put("group", size: "old", state: .failed("no capacity"))
        let plan = try await plan([FakeResource("group", [], cloud).with { $0.mode = .replace }])
        #expect(plan.counts.replace == 1)
        #expect(plan.steps[0].reason == "no capacity")
    }

    @Test func aRefusalStopsThePlanAndSaysHowToGoOn() async throws {
        await cloud.put("volume", size: "20")
        let plan = try await plan([FakeResource("volume", [], cloud).with { $0.mode = .refuse }])
        #expect(plan.refusals.first?.error.nextStep == "set size back to 20")
        #expect(!plan.isMutating)
    }

    @Test func whatIsNoLongerWantedIsDeletedInReverse() async throws {
        await cloud.put("a")
        await cloud.put("b")
        let plan = try await plan([
            FakeResource("a", [], cloud).with { $0.isWanted = false },
            FakeResource("b", ["a"], cloud).with { $0.isWanted = false },
            FakeResource("c", [], cloud).with { $0.isWanted = false },
        ])
        #expect(plan.steps.map(\.address) == ["b", "a"])
        #expect(plan.steps.allSatisfy { $0.action == .delete && $0.reason == "no longer asked for" })
    }

    @Test func theIdOfWhatIsReplacedIsNotKnownToDependents() async throws {
        await cloud.put("template", size: "old")
        await cloud.put("group", size: "template-0")
        let plan = try await plan([
            FakeResource("template", [], cloud).with { $0.mode = .replace },
            FakeResource("group", ["template"], cloud).with { $0.follows = "template" },
        ])
        #expect(plan.steps.map(\.verb) == ["replace", "none"])
        #expect(plan.steps[1].recheckAfter == ["template"])
        #expect(plan.state["template"] == nil)
    }

    @Test func aFailedObservationNamesTheResourceAndTheOthers() async throws {
        struct Blind: ManagedResource {
            let address: Address
            let dependencies: [Address] = []
            let properties: [Property] = []
            func observe(in context: OperationContext) async throws -> [Observation] {
                throw HimatError(.denied, "ec2:DescribeVpcs is not allowed")
            }
            func changes(from observation: Observation, inputs: Inputs) -> Change { .none }
            func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
                Observation(id: "")
            }
            func update(
                _ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext
            ) async throws -> Observation { observation }
            func delete(_ observation: Observation, in context: OperationContext) async throws {}
        }
        let graph = try ResourceGraph([Blind(address: "vpc"), Blind(address: "subnet")])
        let error = await #expect(throws: HimatError.self) {
            _ = try await Planner(graph).plan(in: EngineRun(cloud).context)
        }
        #expect(error?.code == .denied)
        #expect(error?.message == "vpc: cannot find out what exists")
        #expect(error?.details == ["also not observed: subnet"])
    }
}
