// SPDX-License-Identifier: MIT
import HimatCore

/// When an object of one kind is usable, what others need of it, and what holds up its end. One kind is one type.
protocol Readiness: Sendable {
    /// How long this kind may take.
    var patience: Patience { get }
    /// What happens to what belongs to it when it is deleted.
    var propagation: DeletionPropagation { get }
    /// What a plan shows of a creation.
    func properties(of object: KubernetesObject) -> [Property]
    /// How far along it is, and what dependents and outputs read of it.
    func verdict(on object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> Verdict
    /// Why it is still there after its deletion began.
    func blocker(of object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> String
}

/// What was found of one object.
struct Verdict: Sendable, Equatable {
    /// How far along it is.
    var state: Observation.State
    /// What others read.
    var attributes: [String: String] = [:]
}

extension Readiness {
    /// Looked at by a watch, so the pause between two looks is short.
    var patience: Patience { Patience(interval: .milliseconds(100), limit: .seconds(120)) }
    var propagation: DeletionPropagation { .background }

    func properties(of object: KubernetesObject) -> [Property] { [] }

    func verdict(on object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> Verdict {
        Verdict(state: .ready)
    }

    func blocker(of object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> String {
        object.finalizers.isEmpty ? "ending" : "held by \(object.finalizers.joined(separator: ", "))"
    }
}

/// Kinds that are usable as soon as they exist.
struct Existence: Readiness {}
