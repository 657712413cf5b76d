// SPDX-License-Identifier: MIT
import HimatCore

/// What is in a rollout's way: the worst of what its pods say, asked of those who know, and what to do about it.
struct RolloutTrouble: Sendable {
    /// How long a state is waited for that only somebody's hand mends: a quota, a refused pod, an invalid name.
    static let handGrace: Duration = .seconds(120)
    /// How long an image may be missing: somebody may be pushing it.
    static let imageGrace: Duration = .seconds(600)
    /// How long a program may crash again and again, once it has crashed so often.
    static let (crashGrace, manyCrashes): (Duration, Int) = (.seconds(300), 5)

    let workload: Workload
    /// The label its nodes carry; nil = any node will do.
    let placement: Workload.Placement?
    let expectedNodes: Int?
    let target: Target
    /// The pods that are not ready, each with its trouble.
    let pods: [(KubernetesObject, PodTrouble)]

    /// - Parameter refusal: why the API server takes no more pods, if it does not.
    func obstacle(_ refusal: String?, in context: OperationContext) async throws -> Obstacle? {
        if let refusal { return Obstacle(words: refusal, grace: Self.handGrace, remedy: remedy(for: refusal)) }
        let order: [PodTrouble.Kind] = [.hopelessImage, .unmakable, .image, .crashing, .unschedulable, .starting]
        guard let (pod, trouble) = order.lazy.compactMap({ kind in pods.first { $0.1.kind == kind } }).first else {
            return nil
        }
        switch trouble.kind {
        case .hopelessImage: return Obstacle(words: trouble.words, grace: Self.handGrace, remedy: imageRemedy)
        case .unmakable: return Obstacle(words: trouble.words, grace: Self.handGrace)
        case .image:
            // The kubelet soon says only that it waits; what the registry said stands in an event.
            let words = try await target.lastWarning(about: pod, saying: "Failed to pull", in: context)
            return Obstacle(words: words ?? trouble.words, grace: Self.imageGrace, remedy: imageRemedy)
        case .crashing: return try await crash(of: pod, trouble, in: context)
        case .unschedulable: return try await lackOfRoom(trouble, in: context)
        case .starting:
            let words = try await target.lastWarning(about: pod, in: context)
            return Obstacle(words: words ?? trouble.words)
        }
    }

    /// What is said of workers of which all that are missing fit nowhere; nil when more is to be waited for.
    func ofThoseThatFitNowhere(_ rollout: Rollout, in context: OperationContext) async throws -> String? {
        guard workload.role == .worker, !pods.isEmpty, pods.allSatisfy({ $0.1.kind == .unschedulable }),
            pods.count + rollout.ready == rollout.wanted
        else { return nil }
        let nodes = try await ClusterNodes.ready(placement, target, in: context)
        if let expectedNodes, nodes.count < expectedNodes { return nil }
        guard rollout.ready > 0 || expectedNodes == 0 else { return nil }
        let words = try await shortage(nodes, in: context)?.words ?? pods[0].1.words
        return "\(pods.count) of \(rollout.wanted) pods fit on none of \(nodes.count) nodes: \(words)"
    }

    private func crash(of pod: KubernetesObject, _ trouble: PodTrouble, in context: OperationContext) async throws
        -> Obstacle
    {
        var words = "pod \(pod.name): \(trouble.words)"
        if trouble.restarts > 1 { words += ", \(trouble.restarts) times" }
        if let lines = try await LastWords(target: target).of(pod, trouble, in: context) {
            words += "; its last lines: \(lines)"
        }
        return Obstacle(
            words: words, grace: trouble.restarts >= Self.manyCrashes ? Self.crashGrace : nil,
            remedy: "mend what the last lines name")
    }

    private func lackOfRoom(_ trouble: PodTrouble, in context: OperationContext) async throws -> Obstacle {
        let nodes = try await ClusterNodes.ready(placement, target, in: context)
        guard let shortage = try await shortage(nodes, in: context) else { return Obstacle(words: trouble.words) }
        guard let short = shortage.words else {
            return Obstacle(words: "\(shortage.joined) have joined; the scheduler says: \(trouble.words)")
        }
        let joined = expectedNodes.map { nodes.count < $0 } == true ? "\(shortage.joined) have joined; " : ""
        let neverFits = shortage.isTooLarge && joined.isEmpty
        return Obstacle(
            words: "\(joined)\(short)", grace: neverFits ? Self.handGrace : nil,
            remedy: shortage.remedy)
    }

    /// Nil for a caller who may not look at all pods.
    private func shortage(_ nodes: [KubernetesObject], in context: OperationContext) async throws -> Shortage? {
        do {
            return Shortage(
                of: workload, kind: placement?.rawValue ?? "", on: nodes,
                beside: try await target.all(Selection(.pod, in: nil), in: context), expected: expectedNodes)
        } catch let error as HimatError where error.code == .denied {
            return nil
        }
    }

    private var imageRemedy: String { "correct worker_image, or make the image and the right to pull it available" }

    private func remedy(for refusal: String) -> String {
        let space = target.namespace
        if refusal.contains("exceeded quota") {
            return "raise the quota (kubectl -n \(space) describe resourcequota), or ask for less"
        }
        if refusal.contains("PodSecurity") {
            return "relax the pod-security label of the namespace \(space), or choose another `namespace`"
        }
        return "mend what refuses the pods"
    }
}
