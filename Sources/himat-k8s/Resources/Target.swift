// SPDX-License-Identifier: MIT
import HimatCore

/// What every resource of stage two needs: the server, whose objects these are, and how the user wants conflicts treated.
struct Target: Sendable {
    let client: KubernetesClient
    let cluster: ClusterIdentity
    let namespace: String
    /// Takes fields and objects that others own, because `--take-ownership` was typed.
    let takesOwnership: Bool
    /// Whether the command is `destroy`: then nothing is compared, only found.
    let isDestroying: Bool
    /// Whether a creation is tried by a dry run too: for plan and apply.
    var looksAhead = false
    /// Whether accepted is enough, because `--no-wait` was typed.
    var doesNotWait = false
    /// What watches keep up to date while a run is under way.
    var view: ClusterView?

    /// Whether HiMAT made an object for this cluster.
    func owns(_ object: KubernetesObject) -> Bool {
        ObjectNames.labels(cluster: cluster.name).allSatisfy { object.labels[$0.key] == $0.value }
    }

    /// The object, read once a round however many resources ask.
    func live(_ reference: ObjectReference, in context: OperationContext) async throws -> KubernetesObject? {
        try await context.reads.once("\(reference)") { try await client.get(reference) }
    }
}
