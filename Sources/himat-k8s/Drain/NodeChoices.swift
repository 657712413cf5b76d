// SPDX-License-Identifier: MIT
import HimatCore

/// The nodes a name may mean.
struct NodeChoices: Sendable {
    let client: KubernetesClient

    /// - Throws: `HimatError` (notFound) with the nearest name and all others.
    func find(_ name: String) async throws -> KubernetesObject {
        if let node = try await client.get(ObjectReference(.node, name)) { return node }
        let names = try await client.list(.node).items.map(\.name).sorted()
        let nearest = EditDistance.nearest(to: name, in: names) ?? names.first { $0.hasPrefix(name) }
        throw HimatError(
            .notFound, "There is no node \(name)", details: names.map { "there is \($0)" },
            nextStep: nearest.map { "did you mean \($0)?" })
    }

    /// What emptying a node means.
    /// - Throws: as `find`.
    func plan(_ name: String, takesBare: Bool) async throws -> DrainPlan {
        let node = try await find(name)
        let pods = try await client.list(.pod, ObjectSelector(fields: "spec.nodeName=\(name)")).items
        return DrainPlan(node, pods: pods, takesBare: takesBare)
    }
}

extension KubernetesLayer {
    /// The pause between two looks; `HIMAT_POLL_INTERVAL` shortens it.
    func pause(_ usual: Duration) -> Duration {
        guard let seconds = runtime.environment["HIMAT_POLL_INTERVAL"].flatMap({ Double($0) }), seconds > 0 else {
            return usual
        }
        return min(usual, .seconds(seconds))
    }
}
