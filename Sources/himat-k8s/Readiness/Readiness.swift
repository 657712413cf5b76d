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
    /// How long its deletion may take.
    var deletionLimit: Duration { get }
    /// Why it is still there after its deletion began.
    func blocker(of object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> String
    /// What the cloud still has of it after Kubernetes forgot it; nil = nothing.
    func remainder(of reference: ObjectReference, in context: OperationContext) async throws -> String?
}

/// What was found of one object.
struct Verdict: Sendable, Equatable {
    /// How far along it is.
    var state: Observation.State
    /// What others read.
    var attributes: [String: String] = [:]
    /// How long the wait goes on in a state that time alone does not mend; nil = as long as the patience.
    var grace: Duration?
    /// What somebody has to do if it stays like this.
    var remedy: String?

    /// Something is in the way: it is waited for, as long as the obstacle deserves.
    static func pending(_ obstacle: Obstacle, attributes: [String: String] = [:]) -> Verdict {
        Verdict(
            state: .pending(obstacle.words), attributes: attributes, grace: obstacle.grace, remedy: obstacle.remedy)
    }
}

/// Why something is not usable yet.
struct Obstacle: Sendable, Equatable {
    /// What is in the way, in the words of those who know.
    var words: String
    /// How long it is worth waiting for; nil = as long as the patience.
    var grace: Duration?
    /// What somebody has to do about it.
    var remedy: String?
}

extension Readiness {
    /// Looked at by a watch, so the pause between two looks is short.
    var patience: Patience { Patience(interval: .milliseconds(100), limit: .seconds(120)) }
    var propagation: DeletionPropagation { .background }

    func properties(of object: KubernetesObject) -> [Property] { [] }

    func verdict(on object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> Verdict {
        Verdict(state: .ready)
    }

    var deletionLimit: Duration { .seconds(600) }

    func blocker(of object: KubernetesObject, _ target: Target, in context: OperationContext) async throws -> String {
        Self.holders(of: object) ?? "ending"
    }

    func remainder(of reference: ObjectReference, in context: OperationContext) async throws -> String? { nil }

    /// The finalizers that hold an object and who put each there, e.g. `held by example.com/backup of velero`.
    static func holders(of object: KubernetesObject) -> String? {
        guard !object.finalizers.isEmpty else { return nil }
        let managed = object.json.at("metadata", "managedFields")?.array ?? []
        let words = object.finalizers.map { finalizer in
            let owner = managed.last {
                $0.at("fieldsV1", "f:metadata", "f:finalizers", "v:\"\(finalizer)\"") != nil
            }?["manager"]?.string
            return finalizer + (owner.map { " of \($0)" } ?? "")
        }
        return "held by " + words.joined(separator: ", ")
    }
}

/// Kinds that are usable as soon as they exist.
struct Existence: Readiness {}
