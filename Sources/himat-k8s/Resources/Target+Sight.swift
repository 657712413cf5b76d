// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

extension Target {
    /// The objects of a selection: as a watch knows them during a run, else listed once a round.
    func all(_ selection: Selection, in context: OperationContext) async throws -> [KubernetesObject] {
        if let known = try await view?.objects(selection) { return known }
        return try await context.reads.once("\(selection)") {
            try await client.list(selection.kind, namespace: selection.namespace, selection.selector).items
        }
    }

    /// Our objects of a kind.
    func own(_ kind: ObjectKind) -> Selection {
        Selection(kind, in: namespace, .labels(ObjectNames.labels(cluster: cluster.name)))
    }

    /// The pods of a workload.
    func pods(of workload: String, in context: OperationContext) async throws -> [KubernetesObject] {
        let wanted = ObjectNames.labels(cluster: cluster.name, workload: workload)
        return try await all(own(.pod), in: context).filter { pod in
            wanted.allSatisfy { pod.labels[$0.key] == $0.value }
        }
    }

    /// The newest warning among the events about an object, e.g. `FailedAttachVolume: …`; nil when there is none.
    ///
    /// Events help to explain and nothing else, so a caller who may not read them sees no error for it.
    /// - Parameter words: what the event must say; nil = anything.
    func lastWarning(about object: KubernetesObject, saying words: String? = nil, in context: OperationContext)
        async throws -> String?
    {
        do {
            let selection = Selection(
                .event, in: object.namespace ?? "default", ObjectSelector(fields: "type=Warning"))
            return Warnings(try await all(selection, in: context)).newest(about: object.uid, saying: words)
        } catch let error as HimatError where error.code == .denied || error.code == .notFound {
            return nil
        }
    }

    /// What is fetched once a run, or once a round where no run is under way.
    func once<Value: Sendable>(
        _ key: String, in context: OperationContext, _ read: @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let view, await view.isRunning else { return try await context.reads.once(key, read) }
        return try await view.memory.once(key, read)
    }

    /// The object as a watch knows it; asked for itself where the watch is behind `version`, knows nothing of it, or may not be.
    func latest(_ reference: ObjectReference, notBefore version: String?, in context: OperationContext) async throws
        -> KubernetesObject?
    {
        do {
            let known = try await view?.objects(own(reference.kind))?.first {
                $0.name == reference.name && $0.namespace == reference.namespace
            }
            if let known, known.isAtLeast(version) { return known }
        } catch let error as HimatError where error.code == .denied {
            return try await client.get(reference)
        }
        return try await client.get(reference)
    }
}

extension KubernetesObject {
    /// Whether this is no older state than the one with that resourceVersion; false where that cannot be told.
    func isAtLeast(_ version: String?) -> Bool {
        guard let version else { return true }
        guard let seen = UInt64(version), let own = resourceVersion.flatMap({ UInt64($0) }) else { return false }
        return own >= seen
    }
}
