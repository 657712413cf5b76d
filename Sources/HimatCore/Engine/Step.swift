// SPDX-License-Identifier: MIT

/// One step of a plan: what is done to one thing.
public struct Step: Sendable, Equatable {
    /// What is done.
    public enum Action: Sendable, Equatable {
        /// It is not there and is made.
        case create
        /// It is changed in place.
        case update([FieldChange])
        /// A new one is made and waited for, dependents move over, then the old one is deleted.
        case replace([FieldChange])
        /// It is deleted.
        case delete
        /// It is as it should be but not usable yet.
        case wait
        /// It is as it should be.
        case none
    }

    /// The resource.
    public var address: Address
    /// What is done.
    public var action: Action
    /// What was found; nil for a creation.
    public var observation: Observation?
    /// Former ones of the same address on their way out, waited for before the creation.
    public var departing: [Observation]
    /// Why, in a few words; nil when the action says it all.
    public var reason: String?
    /// What a plan shows of a creation or replacement.
    public var properties: [Property]
    /// Dependencies that this run makes anew: the step is compared again when they exist.
    public var recheckAfter: [Address]

    /// Builds a step.
    public init(
        _ address: Address, _ action: Action, observation: Observation? = nil, departing: [Observation] = [],
        reason: String? = nil, properties: [Property] = [], recheckAfter: [Address] = []
    ) {
        self.address = address
        self.action = action
        self.observation = observation
        self.departing = departing
        self.reason = reason
        self.properties = properties
        self.recheckAfter = recheckAfter
    }

    /// The fields that change, for updates and replacements.
    public var changes: [FieldChange] {
        switch action {
        case .update(let changes), .replace(let changes): changes
        case .create, .delete, .wait, .none: []
        }
    }
}
