// SPDX-License-Identifier: MIT
public import HimatSupport

/// What an apply will do: one step a thing, dependencies first, deletions last and in reverse.
public struct Plan: Sendable {
    /// The steps, in a stable order.
    public var steps: [Step]
    /// Why the plan cannot be carried out; with any of these nothing is done.
    public var refusals: [Refusal]
    /// Sentences for the reader that change nothing.
    public var notes: [String]
    /// What is known of everything that stays as it is or is updated in place.
    public var state: Inputs

    /// Builds a plan.
    public init(steps: [Step], refusals: [Refusal] = [], notes: [String] = [], state: Inputs = Inputs([:])) {
        self.steps = steps
        self.refusals = refusals
        self.notes = notes
        self.state = state
    }

    /// Whether everything already is as the configuration asks: no step but `none`, nothing refused.
    public var isEmpty: Bool { refusals.isEmpty && steps.allSatisfy { $0.action == .none } }

    /// Whether any step changes something; waiting is no change.
    public var isMutating: Bool { steps.contains { $0.action != .none && $0.action != .wait } }

    /// Whether another plan changes, and refuses, the same things in the same way; how far along what stays is makes no difference.
    public func doesTheSame(as other: Plan) -> Bool {
        func work(_ plan: Plan) -> [Step] {
            plan.steps.filter { $0.action != .none && $0.action != .wait }.map { step in
                Step(
                    step.address, step.action, observation: step.observation.map { Observation(id: $0.id) },
                    departing: step.departing.map { Observation(id: $0.id) }, properties: step.properties)
            }
        }
        return work(self) == work(other) && refusals.map(\.address) == other.refusals.map(\.address)
    }

    /// The first step of an address, if the plan has one.
    public subscript(address: Address) -> Step? { steps.first { $0.address == address && $0.action != .delete } }

    /// How many steps do what.
    public var counts: Counts {
        var counts = Counts()
        for step in steps {
            switch step.action {
            case .create: counts.create += 1
            case .update: counts.update += 1
            case .replace: counts.replace += 1
            case .delete: counts.delete += 1
            case .wait: counts.wait += 1
            case .none: counts.unchanged += 1
            }
        }
        return counts
    }

    /// How many steps do what; a replacement counts once here.
    public struct Counts: Sendable, Equatable {
        /// New things.
        public var create = 0
        /// Updates in place.
        public var update = 0
        /// New things that take an old one's place.
        public var replace = 0
        /// Deletions beside those of replacements.
        public var delete = 0
        /// Things that are waited for.
        public var wait = 0
        /// Things that stay as they are.
        public var unchanged = 0
    }

    /// One resource that HiMAT will not change as asked.
    public struct Refusal: Sendable {
        /// The resource.
        public var address: Address
        /// Why, and what to do instead.
        public var error: HimatError

        /// Builds a refusal.
        public init(address: Address, error: HimatError) {
            self.address = address
            self.error = error
        }
    }
}
