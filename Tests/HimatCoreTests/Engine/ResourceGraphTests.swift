// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@Suite struct ResourceGraphTests {
    private let cloud = FakeCloud()

    @Test func aCycleIsShownWithItsPath() throws {
        let error = #expect(throws: HimatError.self) {
            _ = try ResourceGraph([
                FakeResource("a", ["b"], cloud), FakeResource("b", ["c"], cloud), FakeResource("c", ["b"], cloud),
            ])
        }
        #expect(error?.details == ["b -> c -> b"])
    }

    @Test func aResourceThatNeedsItselfIsACycle() throws {
        let error = #expect(throws: HimatError.self) { _ = try ResourceGraph([FakeResource("a", ["a"], cloud)]) }
        #expect(error?.details == ["a -> a"])
    }

    @Test func anUnknownDependencyIsNamedWithWhoAsksForIt() throws {
        let error = #expect(throws: HimatError.self) {
            _ = try ResourceGraph([FakeResource("subnet.a", ["vpc"], cloud)])
        }
        #expect(error?.message == "subnet.a depends on vpc, which is no resource of this layer")
    }

    @Test func oneAddressTwiceIsRefused() throws {
        let error = #expect(throws: HimatError.self) {
            _ = try ResourceGraph([FakeResource("vpc", [], cloud), FakeResource("vpc", [], cloud)])
        }
        #expect(error?.message == "Two resources are called vpc")
    }

    @Test func dependenciesComeFirstAndTheListedOrderIsKeptOtherwise() throws {
        let graph = try ResourceGraph([
            FakeResource("group", ["cluster", "subnet"], cloud), FakeResource("cluster", ["subnet"], cloud),
            FakeResource("volume", [], cloud), FakeResource("subnet", ["vpc"], cloud), FakeResource("vpc", [], cloud),
        ])
        #expect(graph.resources.map(\.address.text) == ["vpc", "subnet", "cluster", "group", "volume"])
        #expect(graph.closure(of: "group") == ["cluster", "subnet", "vpc"])
        #expect(graph.dependents(of: "subnet") == ["group", "cluster"])
    }
}
