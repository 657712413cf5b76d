// SPDX-License-Identifier: MIT

/// What a destroy will delete and what it leaves, dependents first.
public struct DestroyPlan: Sendable {
    /// One thing that was found.
    public struct Item: Sendable, Equatable {
        /// The resource.
        public var address: Address
        /// What was found.
        public var observation: Observation
        /// Whether it goes.
        public var disposal: Disposal

        /// Builds an item.
        public init(address: Address, observation: Observation, disposal: Disposal) {
            self.address = address
            self.observation = observation
            self.disposal = disposal
        }
    }

    /// Every match of every resource, dependents first.
    public var items: [Item]

    /// Builds a plan.
    public init(items: [Item]) { self.items = items }

    /// What goes.
    public var deletions: [Item] { items.filter { $0.disposal == .delete } }
    /// What stays.
    public var kept: [Item] { items.filter { $0.disposal != .delete } }
    /// Whether nothing is there that would go.
    public var isEmpty: Bool { deletions.isEmpty }
}
