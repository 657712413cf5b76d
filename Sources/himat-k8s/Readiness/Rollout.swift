// SPDX-License-Identifier: MIT
import HimatCore

/// How far a Deployment's controller says it is.
struct Rollout: Sendable, Equatable {
    /// Pods asked for.
    let wanted: Int
    /// Pods of the present template that can take work.
    let ready: Int
    /// Pods of the present template.
    let updated: Int
    /// All pods, old ones too.
    let total: Int
    /// Whether the controller has seen the present generation; before that its numbers are about another.
    let isSeen: Bool

    init(_ deployment: KubernetesObject) {
        let status = deployment.status
        wanted = deployment.spec["replicas"]?.int ?? 1
        updated = status["updatedReplicas"]?.int ?? 0
        total = status["replicas"]?.int ?? 0
        ready = min(status["availableReplicas"]?.int ?? 0, updated, wanted)
        isSeen = (status["observedGeneration"]?.int ?? 0) >= (deployment.generation ?? 1)
    }

    /// Whether no old pod is left.
    var areAllNew: Bool { updated == wanted && total == updated }
    /// Whether all is as asked.
    var isComplete: Bool { isSeen && areAllNew && ready == wanted }
}
