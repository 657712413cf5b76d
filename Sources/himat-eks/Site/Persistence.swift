// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Repeats a call that is refused for a passing reason: a role not yet known everywhere, an update under way, a dependent still leaving.
struct Persistence: Sendable {
    let context: OperationContext
    let address: Address
    /// The pause between two tries.
    var interval: Duration = .seconds(5)
    /// How long the passing reason is believed to pass.
    var limit: Duration

    /// Runs `body` until it succeeds, fails for another reason, or the time is over.
    /// - Parameter reason: nil for a failure that will not pass; else what is waited for.
    func callAsFunction<Value>(
        while reason: (HimatError) async -> String?, _ body: () async throws -> Value
    ) async throws -> Value {
        let began = context.clock.now()
        while true {
            do {
                return try await body()
            } catch let error as HimatError {
                guard let words = await reason(error) else { throw error }
                let spent = context.clock.now().timeIntervalSince(began)
                let isOver = context.deadline.map { context.clock.now() >= $0 } ?? false
                if isOver || spent >= Double(limit.components.seconds) {
                    throw HimatError(
                        .timedOut, "\(address): still \(words) after \(Int(spent)) s", cause: error,
                        nextStep: error.nextStep ?? "run the command again; it goes on from here")
                }
                context.progress.report(ProgressEvent(address, .waiting(words)))
                try await context.clock.sleep(for: context.interval(Patience(interval: interval, limit: limit)))
            }
        }
    }
}

extension Persistence {
    /// Waits out another update of the same cluster.
    static func whileBusy<Value>(
        _ address: Address, limit: Duration, in context: OperationContext, _ body: () async throws -> Value
    ) async throws -> Value {
        try await Persistence(context: context, address: address, interval: .seconds(15), limit: limit)(
            while: { $0.isAWSBusy ? "waiting, for EKS says: \($0.awsError?.message ?? "in use")" : nil }, body)
    }

    /// Waits until a thing made a moment ago is known to the call that needs it.
    static func untilKnown<Value>(
        _ address: Address, in context: OperationContext, _ body: () async throws -> Value
    ) async throws -> Value {
        try await Persistence(context: context, address: address, interval: .seconds(1), limit: .seconds(30))(
            while: { $0.isAWSNotFound ? "waiting until AWS knows it everywhere" : nil }, body)
    }

    /// Waits until IAM has told EKS of a role made a moment ago. EKS has no code for that, so its words decide.
    static func untilAssumable<Value>(
        _ address: Address, in context: OperationContext, _ body: () async throws -> Value
    ) async throws -> Value {
        try await Persistence(context: context, address: address, interval: .seconds(2), limit: .seconds(60))(
            while: { error in
                guard let refusal = error.awsError,
                    ["InvalidParameterException", "InvalidRequestException"].contains(refusal.code)
                else { return nil }
                let words = refusal.message.lowercased()
                let isFresh =
                    words.contains("role")
                    && ["assume", "not exist", "found", "trust", "polic", "params"].contains { words.contains($0) }
                return isFresh ? "waiting until EKS may use the new role" : nil
            }, body)
    }

    /// Deletes, waiting while dependents are still there; they are named meanwhile and at the end.
    static func untilFree(
        _ address: Address, limit: Duration, in context: OperationContext,
        dependents: () async -> [String], _ body: () async throws -> Void
    ) async throws {
        try await ignoringNotFound {
            try await Persistence(context: context, address: address, limit: limit)(
                while: { error in
                    let codes: Set = ["DependencyViolation", "VolumeInUse", "DeleteConflict", "InvalidGroup.InUse"]
                    guard let code = error.awsCode, codes.contains(code) else { return nil }
                    let blockers = await dependents()
                    return blockers.isEmpty ? "in use" : "in use by " + blockers.joined(separator: ", ")
                }, body)
        }
    }
}
