// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// Creates, changes and deletes one resource: journal, call, wait, progress.
struct ResourceOperator: Sendable {
    let resource: any ManagedResource
    let context: OperationContext
    let journal: any Journal
    let settings: EngineSettings
    /// When the run began: what an interrupted run made shows up within `settings.visibility` of it.
    let runStart: Date

    private var address: Address { resource.address }
    private var waiter: ResourceWaiter {
        ResourceWaiter(resource: resource, context: context, visibility: settings.visibility)
    }

    func create(inputs: Inputs, besides others: Set<String> = []) async throws -> Observation {
        try await timed("creating", "created") {
            if let found = try await leftByInterruptedRun(besides: others) {
                report(.note("\(address): \(found.name), made by an interrupted run, is used"))
                return try await converge(found, inputs: inputs)
            }
            let made = try await callCreate(inputs: inputs, besides: others)
            return try await waiter.untilReady(made, createdNow: true)
        }
    }

    func update(_ observation: Observation, _ changes: [FieldChange], inputs: Inputs) async throws -> Observation {
        try await timed("updating", "updated") {
            try await waiter.untilReady(try await callUpdate(observation, changes, inputs: inputs))
        }
    }

    func wait(_ observation: Observation) async throws -> Observation {
        try await timed("waiting", "ready") { try await waiter.untilReady(observation) }
    }

    func waitUntilGone(_ observation: Observation) async throws {
        try await timed("waiting", "gone") { try await waiter.untilGone(observation) }
    }

    func delete(_ observation: Observation) async throws {
        try await timed("deleting", "deleted") {
            if !observation.state.isDeleting { try await callDelete(observation) }
            try await waiter.untilGone(observation)
        }
    }

    func keep(_ observation: Observation) async throws {
        try await timed("keeping", "kept") {
            _ = try await journalled(.keep, about: observation.id) {
                try await resource.keep(observation, in: context)
                return observation
            }
        }
    }

    // MARK: - Calls

    private func callCreate(inputs: Inputs, besides others: Set<String>) async throws -> Observation {
        do {
            return try await journalled(.create) { try await resource.create(inputs: inputs, in: context) }
        } catch let error as HimatError where Self.isAnswerLost(error) && !resource.createsIdempotently {
            report(.waiting("the answer was lost; looking whether it was made"))
            let end = context.clock.now().addingTimeInterval(settings.visibility.seconds)
            if let found = try await waiter.untilFound(besides: others, by: end) {
                return try await converge(found, inputs: inputs)
            }
            return try await journalled(.create) { try await resource.create(inputs: inputs, in: context) }
        }
    }

    private func callUpdate(_ observation: Observation, _ changes: [FieldChange], inputs: Inputs) async throws
        -> Observation
    {
        try await journalled(.update, about: observation.id) {
            try await resource.update(observation, changes: changes, inputs: inputs, in: context)
        }
    }

    private func callDelete(_ observation: Observation) async throws {
        try await context.persist(address, patience: resource.patience, while: { $0.code == .conflict }) {
            _ = try await journalled(.delete, about: observation.id) {
                do {
                    try await resource.delete(observation, in: context)
                } catch let error as HimatError where error.code == .notFound {}
                return observation
            }
        }
    }

    /// What a run before this one may have made without living to see it; nil also when there is no sign of such a run.
    private func leftByInterruptedRun(besides others: Set<String>) async throws -> Observation? {
        guard !resource.createsIdempotently, context.followsInterruption || journal.hasOpenCreation(of: address) else {
            return nil
        }
        return try await waiter.untilFound(
            besides: others, by: runStart.addingTimeInterval(settings.visibility.seconds))
    }

    private func converge(_ found: Observation, inputs: Inputs) async throws -> Observation {
        let ready = try await waiter.untilReady(found)
        switch resource.changes(from: ready, inputs: inputs) {
        case .none: return ready
        case .update(let changes): return try await waiter.untilReady(callUpdate(ready, changes, inputs: inputs))
        case .refuse(let error): throw error
        case .replace:
            throw HimatError(
                .conflict, "\(address): \(found.name), made by an interrupted run, is not what is asked for now",
                nextStep: "plan again: it will be replaced")
        }
    }

    private func journalled(_ verb: JournalVerb, about id: String? = nil, _ call: () async throws -> Observation)
        async throws -> Observation
    {
        try Task.checkCancellation()
        let entry = journal.begin(run: context.runID, address: address, verb: verb)
        do {
            let result = try await call()
            journal.end(entry, .done(id: result.id))
            return result
        } catch let error as HimatError where !Self.isAnswerLost(error) && error.code != .interrupted {
            journal.end(entry, .failed(error.message))
            throw error
        } catch {
            journal.end(entry, .unknown)
            throw error
        }
    }

    private static func isAnswerLost(_ error: HimatError) -> Bool { error.code == .network || error.code == .timedOut }

    // MARK: - Progress

    private func timed<Value>(_ present: String, _ past: String, _ work: () async throws -> Value) async throws -> Value
    {
        let start = context.clock.now()
        report(.started(present))
        do {
            let value = try await work()
            report(.finished(past, .seconds(context.clock.now().timeIntervalSince(start))))
            return value
        } catch {
            if !(error is CancellationError) {
                report(.failed((error as? HimatError)?.message ?? String(describing: error)))
            }
            throw error
        }
    }

    private func report(_ kind: ProgressEvent.Kind) { context.progress.report(ProgressEvent(address, kind)) }
}
