// SPDX-License-Identifier: MIT

/// One thing HiMAT creates, keeps and removes: the seam between the engine and a cloud. One kind is one type in one file.
///
/// A resource is a value that knows what it should be (from the configuration) and how to find what is there.
/// Finding goes by tag, label or deterministic name alone, never through a parent's id, so all resources are observed at once.
public protocol ManagedResource: Sendable {
    /// The stable name inside the layer, e.g. `subnet.a`.
    var address: Address { get }
    /// What must exist before this is created and must outlive its deletion.
    var dependencies: [Address] { get }
    /// False when the configuration no longer asks for it: what is found is deleted.
    var isWanted: Bool { get }
    /// What a plan shows of a creation: name and value, in order.
    var properties: [Property] { get }
    /// How long this kind may take and how often it is looked at.
    var patience: Patience { get }
    /// True when `create` carries a client token or a fixed name, so that a second call makes no second thing.
    /// After an interrupted run the engine looks for up to 15 s before it repeats a creation that is not.
    var createsIdempotently: Bool { get }
    /// What `destroy` does with what is found.
    var disposal: Disposal { get }

    /// Everything that carries this resource's tags or name, also what is being created or deleted.
    func observe(in context: OperationContext) async throws -> [Observation]
    /// Which of several matches is the one that is used. The default: one in use, else the oldest.
    func choose(among matches: [Observation]) -> Int
    /// What must change, decided without any call; `inputs` holds what is known of the dependencies.
    func changes(from observation: Observation, inputs: Inputs) -> Change
    /// Starts the creation and returns what was made; waiting is the engine's.
    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation
    /// Starts the update of `observation` by these changes.
    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    /// Starts the deletion; not found is done.
    func delete(_ observation: Observation, in context: OperationContext) async throws
    /// Marks what `destroy` leaves in place (`disposal` is `keep`), e.g. by a tag; the default does nothing.
    func keep(_ observation: Observation, in context: OperationContext) async throws
    /// The same thing seen again, or nil when it is gone.
    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation?
}

/// What `destroy` does with a resource.
public enum Disposal: Sendable, Equatable {
    /// It is deleted and waited for until it is gone.
    case delete
    /// It stays, and the receipt says why.
    case keep(String)
}

extension ManagedResource {
    /// Wanted unless a kind says otherwise.
    public var isWanted: Bool { true }
    /// One minute, asked every second.
    public var patience: Patience { Patience(interval: .seconds(1), limit: .seconds(60)) }
    /// Careful unless a kind says otherwise.
    public var createsIdempotently: Bool { false }
    /// Deleted unless a kind says otherwise.
    public var disposal: Disposal { .delete }

    /// Nothing.
    public func keep(_ observation: Observation, in context: OperationContext) async throws {}

    /// One in use, else the oldest, else the first by id.
    public func choose(among matches: [Observation]) -> Int {
        let ranked = matches.indices.sorted { left, right in
            let (a, b) = (matches[left], matches[right])
            if a.isUsed != b.isUsed { return a.isUsed }
            if let earlier = a.createdAt, let later = b.createdAt, earlier != later { return earlier < later }
            return a.id < b.id
        }
        return ranked.first ?? 0
    }

    /// Looks by `observe` and takes the match with the same id; kinds with a cheaper read override it.
    public func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? {
        try await observe(in: context).first { $0.id == observation.id }
    }
}
