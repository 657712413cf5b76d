// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// One Kubernetes object as the engine sees it. What is compared is the pair (as it is, as a dry run would leave it).
struct ObjectResource: ManagedResource {
    let target: Target
    /// The object as the configuration asks for it; what stands on the live one may be kept.
    let desired: @Sendable (_ live: KubernetesObject?) -> KubernetesObject
    let reference: ObjectReference
    let dependencies: [Address]
    let readiness: any Readiness
    var isWanted = true
    var disposal = Disposal.delete
    /// Only the object with this UID is ours, as the set list remembers; nil = the labels decide.
    var knownUID: String?
    /// Whether an object that somebody else made will do as it is (a namespace), or stops the plan.
    var toleratesForeign = false
    /// The plug-in that asked for it.
    var plugin: String?
    /// Whether it is compared; what a plug-in asked for is not, by commands that do not run it.
    var isCompared = true

    var address: Address { Self.address(of: reference, plugin: plugin) }
    var patience: Patience { readiness.patience }
    var createsIdempotently: Bool { true }
    var properties: [Property] { readiness.properties(of: desired(nil)) }

    /// `config-map.himat-outputs`; with the name of a plug-in `hello/config-map.greeting`.
    static func address(of reference: ObjectReference, plugin: String? = nil) -> Address {
        var kind = ""
        for character in reference.kind.kind {
            if character.isUppercase, !kind.isEmpty { kind += "-" }
            kind += character.lowercased()
        }
        return Address("\(plugin.map { "\($0)/" } ?? "")\(kind).\(reference.name)")
    }

    /// The plug-in of an address.
    static func plugin(of address: Address) -> String? {
        address.text.firstIndex(of: "/").map { String(address.text[..<$0]) }
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        guard let live = try await target.live(reference, in: context) else { return [] }
        let isOurs = target.owns(live) && (knownUID == nil || knownUID == live.uid)
        if !isOurs, target.isDestroying || !isWanted { return [] }
        async let seen = observation(of: live, in: context)
        guard isWanted, isCompared, !target.isDestroying, !live.isTerminating else { return [try await seen] }
        if !isOurs, toleratesForeign { return [try await seen] }
        if !isOurs, !target.takesOwnership {
            var observation = try await seen
            observation.properties["foreign"] = true
            return [observation]
        }
        async let planned = dryRun(over: live)
        var observation = try await seen
        observation.properties["plan"] = try await planned.json
        return [observation]
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        if observation.properties["foreign"] == true {
            return .refuse(
                HimatError(
                    .conflict, "\(reference) exists and HiMAT did not make it for \(target.cluster.name)",
                    nextStep: "choose another `namespace`, or take it with --take-ownership"))
        }
        guard let plan = observation.properties["plan"] else { return .none }
        return ObjectPlan(json: plan).change
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        try await apply(desired(nil), in: context)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        try await apply(desired(try await target.client.get(reference)), in: context)
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        do {
            try await target.client.delete(reference, uid: observation.id, propagation: readiness.propagation)
        } catch let error as HimatError where error.code == .conflict {
            // Somebody made a new one of that name since: ours is gone, theirs stays.
            guard try await target.client.get(reference)?.uid == observation.id else { return }
            throw error
        }
    }

    /// Waits, by a watch, until the object is another than the one last seen, at most for a few seconds.
    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? {
        guard let live = try await next(after: observation, in: context), live.uid == observation.id else { return nil }
        return try await self.observation(of: live, in: context)
    }

    private func apply(_ object: KubernetesObject, in context: OperationContext) async throws -> Observation {
        try await observation(of: try await target.client.apply(object, force: target.takesOwnership), in: context)
    }

    private func dryRun(over live: KubernetesObject) async throws -> ObjectPlan {
        do {
            let planned = try await target.client.apply(desired(live), dryRun: true, force: target.takesOwnership)
            return ObjectPlan(changes: ObjectDiff(from: live, to: planned).changes)
        } catch let error as HimatError where error.code == .conflict || error.code == .invalid {
            return ObjectPlan(refusal: error)
        }
    }

    private func observation(of live: KubernetesObject, in context: OperationContext) async throws -> Observation {
        let state = live.isTerminating ? Observation.State.deleting("") : .ready
        var seen = Observation(
            id: live.uid, state: state, attributes: ["name": live.name, "owned": String(target.owns(live))],
            properties: ["version": .string(live.resourceVersion ?? "")], createdAt: live.createdAt)
        if live.isTerminating {
            seen.state = .deleting(try await readiness.blocker(of: live, target, in: context))
        } else if isWanted, !target.isDestroying {
            let verdict = try await readiness.verdict(on: live, target, in: context)
            seen.state = verdict.state
            seen.attributes.merge(verdict.attributes) { $1 }
        }
        return seen
    }

    private func next(after observation: Observation, in context: OperationContext) async throws -> KubernetesObject? {
        let seen = observation.properties["version"]?.string
        let limit = context.interval(Patience(interval: .seconds(5), limit: .seconds(5)))
        let end = context.clock.now().addingTimeInterval(limit / .seconds(1))
        var latest: KubernetesObject?
        let watch = target.client.watch(
            reference.kind, namespace: reference.namespace, .name(reference.name), until: end)
        for try await event in watch {
            switch event {
            case .listed(let objects): latest = objects.first
            case .added(let object), .modified(let object): latest = object
            case .deleted: return nil
            }
            if latest?.resourceVersion != seen { return latest }
        }
        return latest
    }
}
