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
    var patience: Patience {
        guard target.isDestroying || !isWanted else { return readiness.patience }
        return Patience(interval: readiness.patience.interval, limit: readiness.deletionLimit)
    }
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
        guard let live = try await target.live(reference, in: context) else {
            if let left = try await remainder(in: context) { return [left] }
            return try await refusedCreation(in: context).map { [$0] } ?? []
        }
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

    /// Looks again when the watches have seen something new, after a few seconds in any case. A server that is away for a
    /// while is waited for like anything else.
    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? {
        if target.doesNotWait, !isWanted { return nil }
        do {
            try await waitForNews(of: observation, in: context)
            let version = observation.properties["version"]?.string
            if let live = try await target.latest(reference, notBefore: version, in: context),
                live.uid == observation.id
            {
                return try await self.observation(of: live, in: context)
            }
            return try await remainder(in: context)
        } catch let error as HimatError where [.network, .timedOut, .throttled].contains(error.code) {
            var same = observation
            let words = "unknown: \(error.message)"
            if case .deleting = same.state { same.state = .deleting(words) } else { same.state = .pending(words) }
            return same
        }
    }

    /// The cloud has no watches: what only it still has is looked at now and then.
    private func waitForNews(of observation: Observation, in context: OperationContext) async throws {
        guard let seen = observation.properties["seen"]?.int else {
            return try await context.clock.sleep(for: context.interval(Self.pace))
        }
        do {
            try await target.view?.change(of: target.own(reference.kind), since: seen, for: context.interval(Self.pace))
        } catch let error as HimatError where error.code == .denied {
            try await context.clock.sleep(for: context.interval(Self.pace))
        }
    }

    /// How long nothing may change before it is looked at all the same.
    private static let pace = Patience(interval: .seconds(5), limit: .seconds(5))
    /// How long a server that is away is waited for; applying the same twice does no harm.
    private static let absence = Patience(interval: .seconds(2), limit: .seconds(120))

    private func apply(_ object: KubernetesObject, in context: OperationContext) async throws -> Observation {
        let made = try await context.persist(address, patience: Self.absence, while: { $0.code == .network }) {
            try await target.client.apply(object, force: target.takesOwnership)
        }
        return try await observation(of: made, in: context)
    }

    /// What the cloud still has of an object that Kubernetes has forgotten; waited for like the object itself.
    private func remainder(in context: OperationContext) async throws -> Observation? {
        guard target.isDestroying || !isWanted,
            let words = try await readiness.remainder(of: reference, in: context)
        else { return nil }
        return Observation(
            id: "what is left of \(reference)", state: .deleting(words), remedy: "himat-eks destroy deletes it too")
    }

    private func dryRun(over live: KubernetesObject, isFirst: Bool = true) async throws -> ObjectPlan {
        do {
            let planned = try await target.client.apply(desired(live), dryRun: true, force: target.takesOwnership)
            let changes = ObjectDiff(from: live, to: planned).changes
            // A controller that wrote between the two answers would look like a change of ours.
            if !changes.isEmpty, planned.resourceVersion != live.resourceVersion, isFirst,
                let newer = try await target.client.get(reference)
            {
                return try await dryRun(over: newer, isFirst: false)
            }
            return ObjectPlan(changes: changes)
        } catch let error as HimatError where error.code == .conflict || error.code == .invalid {
            return ObjectPlan(refusal: error)
        }
    }

    /// Why the server would not make it, as a dry run says; nil when it would, or when its namespace is yet to be made.
    private func refusedCreation(in context: OperationContext) async throws -> Observation? {
        guard isWanted, target.looksAhead else { return nil }
        if let space = reference.namespace {
            let live = try await target.live(ObjectReference(.namespace, space), in: context)
            guard let live, !live.isTerminating else { return nil }
        }
        do {
            _ = try await target.client.apply(desired(nil), dryRun: true)
            return nil
        } catch let error as HimatError where [.invalid, .denied, .service].contains(error.code) {
            return Observation(id: "not made", properties: ["plan": ObjectPlan(refusal: error).json])
        } catch let error as HimatError where [.notFound, .conflict].contains(error.code) {
            return nil
        }
    }

    private func observation(of live: KubernetesObject, in context: OperationContext) async throws -> Observation {
        let state = live.isTerminating ? Observation.State.deleting("") : .ready
        let revision = await target.view?.revision ?? 0
        var seen = Observation(
            id: live.uid, name: reference.description, state: state,
            attributes: ["name": live.name, "owned": String(target.owns(live))],
            properties: ["version": .string(live.resourceVersion ?? ""), "seen": .int(revision)],
            createdAt: live.createdAt)
        if live.isTerminating {
            seen.state = .deleting(try await readiness.blocker(of: live, target, in: context))
        } else if isWanted, !target.isDestroying {
            let verdict = try await readiness.verdict(on: live, target, in: context)
            seen.attributes.merge(verdict.attributes) { $1 }
            if target.doesNotWait, case .pending(let words) = verdict.state {
                seen.attributes["awaited"] = words
            } else {
                (seen.state, seen.grace, seen.remedy) = (verdict.state, verdict.grace, verdict.remedy)
            }
        }
        return seen
    }
}
