// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// Looks at one thing again and again until it is usable or gone, with the reason shown.
struct ResourceWaiter: Sendable {
    /// How often in a row a look may fail for the network's sake before the wait gives up.
    private static let toleratedFailures = 5

    let resource: any ManagedResource
    let context: OperationContext
    /// How long after a creation "not found" means "not visible yet".
    let visibility: Duration

    /// Waits until `first` is ready.
    /// - Throws: `HimatError`: timed out, failed, or gone.
    func untilReady(_ first: Observation, createdNow: Bool = false) async throws -> Observation {
        let limit = TimeLimit(resource.patience, in: context)
        var grace = GraceLimit()
        let visibleBy = context.clock.now().addingTimeInterval(createdNow ? visibility.seconds : 0)
        var latest = first
        while true {
            switch latest.state {
            case .ready:
                return latest
            case .failed(let reason):
                throw HimatError(.service, "\(resource.address): \(latest.name) has failed: \(reason)")
            case .deleting(let reason):
                throw HimatError(.conflict, "\(resource.address): \(latest.name) is being deleted: \(reason)")
            case .pending(let reason):
                let words = "\(resource.address): \(latest.name) is still \(reason)"
                guard !limit.isOver(context.clock.now()) else { throw limit.error(words, remedy: latest.remedy) }
                report(reason)
                if let error = grace.error(words, latest, at: context.clock.now()) { throw error }
            }
            try await limit.sleep(resource.patience, in: context)
            if let seen = try await look(latest, limit) {
                latest = seen
            } else if context.clock.now() < visibleBy {
                latest.state = .pending("not visible yet")
            } else {
                throw HimatError(.conflict, "\(resource.address): \(latest.name) disappeared while it was waited for")
            }
        }
    }

    /// Waits until `first` is gone.
    /// - Throws: `HimatError`: timed out, or the deletion failed.
    func untilGone(_ first: Observation) async throws {
        let limit = TimeLimit(resource.patience, in: context)
        var wasDeleting = first.state.isDeleting
        while let seen = try await look(first, limit) {
            if case .failed(let reason) = seen.state, wasDeleting {
                throw HimatError(.service, "\(resource.address): the deletion of \(seen.name) failed: \(reason)")
            }
            wasDeleting = wasDeleting || seen.state.isDeleting
            let reason = seen.state.trouble ?? "still there"
            guard !limit.isOver(context.clock.now()) else {
                throw limit.error("\(resource.address): \(seen.name) is not gone (\(reason))", remedy: seen.remedy)
            }
            report(reason)
            try await limit.sleep(resource.patience, in: context)
        }
    }

    /// Looks by tag or name until a match shows up that is not one of `others`, or `end` has passed; at least once.
    func untilFound(besides others: Set<String>, by end: Date) async throws -> Observation? {
        while true {
            let living = try await resource.observe(in: context.freshReads())
                .filter { !$0.state.isDeleting && !others.contains($0.id) }
            if !living.isEmpty { return living[living.count == 1 ? 0 : resource.choose(among: living)] }
            let now = context.clock.now()
            guard now < end else { return nil }
            report("looking for what an interrupted run may have made")
            let remaining = Duration.seconds(end.timeIntervalSince(now))
            try await context.clock.sleep(for: min(min(context.interval(resource.patience), .seconds(2)), remaining))
        }
    }

    private func look(_ observation: Observation, _ limit: TimeLimit) async throws -> Observation? {
        var failures = 0
        while true {
            do {
                return try await resource.refresh(observation, in: context.freshReads())
            } catch let error as HimatError where error.code == .notFound {
                return nil
            } catch let error as HimatError where error.code == .network || error.code == .throttled {
                failures += 1
                guard failures < Self.toleratedFailures, !limit.isOver(context.clock.now()) else { throw error }
                report(error.message)
                try await limit.sleep(resource.patience, in: context)
            }
        }
    }

    private func report(_ reason: String) { context.progress.report(ProgressEvent(resource.address, .waiting(reason))) }
}
