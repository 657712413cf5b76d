// SPDX-License-Identifier: MIT
import HimatCore

/// What a plan means for the results that the workers hold, and for pods that will find no place: sentences before the question.
struct WorkerNotes: Sendable {
    let layer: KubernetesLayer
    let plan: Plan

    private var workers: Step? { plan[ObjectResource.address(of: ObjectReference(.deployment, DaskWorkers.name))] }

    /// - Parameter restartsScheduler: whether the plan replaces the scheduler's pod.
    func sentences(restartsScheduler: Bool) async throws -> [String] {
        var notes: [String] = []
        let endsWorkers = workers?.changes.contains { $0.path == "spec.replicas" && $0.new == "0" } ?? false
        if restartsScheduler || endsWorkers {
            let held = await layer.heldResults()
            if restartsScheduler { notes.append(Self.loss("the scheduler restarts", held)) }
            if endsWorkers {
                notes.append(Self.loss("no worker is left to take results over", held))
            }
        }
        if let note = try await surplus() { notes.append(note) }
        return notes
    }

    /// What an event costs, in words.
    static func loss(_ event: String, _ held: KubernetesLayer.Held) -> String {
        switch held {
        case .known(let results) where results.isNothing: "\(event); no results are held now, so none are lost"
        case .known(let results): "\(event): \(results.words) will be lost"
        case .unknown(let why):
            "\(event): every result in the workers' memory is lost; how many could not be asked: \(why)"
        }
    }

    /// More workers than fit are no failure, but said before they are made.
    private func surplus() async throws -> String? {
        guard let count = layer.config.daskWorkerCount, count > 0, let step = workers,
            step.action == .create || step.changes.contains(where: { $0.path == "spec.replicas" })
        else { return nil }
        let fit = try await layer.fittingWorkers()
        guard let fitting = fit.count, fitting < count else { return nil }
        return "\(count) workers are asked for and \(fitting) fit on \(fit.words): \(count - fitting) will stay pending"
    }
}
