// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

/// What was found of a resource: its id, its state, what others need of it and what a diff compares.
public struct Observation: Sendable, Equatable {
    /// How far along the thing is.
    public enum State: Sendable, Equatable {
        /// It is there and usable.
        case ready
        /// It is being created or updated; the reason is the service's own word, e.g. `CREATING`.
        case pending(String)
        /// It is being deleted.
        case deleting(String)
        /// It is there and broken; the reason says how.
        case failed(String)
    }

    /// The cloud's own id or name: `vpc-0abc`, a role's name, an ARN, a Kubernetes UID.
    public var id: String
    /// What people call it, in messages: the id, unless that says nothing to them.
    public var name: String
    /// How far along it is.
    public var state: State
    /// What dependents and outputs read: `id`, `arn`, `endpoint` … Never a secret.
    public var attributes: [String: String]
    /// What `changes(from:inputs:)` compares; its form is the kind's own.
    public var properties: JSONValue
    /// When it was made, if the service says so.
    public var createdAt: Date?
    /// Whether other things hang on it (a VPC with subnets, a volume that is attached).
    public var isUsed: Bool
    /// How long a wait goes on in this state, which time alone does not mend; nil = as long as the kind's patience.
    public var grace: Duration?
    /// What somebody has to do or type if it stays like this.
    public var remedy: String?

    /// Builds an observation; `id` is added to the attributes under `id`.
    public init(
        id: String, name: String? = nil, state: State = .ready, attributes: [String: String] = [:],
        properties: JSONValue = .object([:]),
        createdAt: Date? = nil, isUsed: Bool = false, grace: Duration? = nil, remedy: String? = nil
    ) {
        self.id = id
        self.name = name ?? id
        self.state = state
        self.attributes = attributes.merging(["id": id]) { own, _ in own }
        self.properties = properties
        self.createdAt = createdAt
        self.isUsed = isUsed
        self.grace = grace
        self.remedy = remedy
    }
}
