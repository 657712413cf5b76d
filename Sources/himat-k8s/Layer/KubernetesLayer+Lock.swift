// SPDX-License-Identifier: MIT
import HimatCore

extension KubernetesLayer {
    func withLock<Value: Sendable>(
        for verb: String, in context: OperationContext,
        _ body: @Sendable (OperationContext) async throws -> Value
    ) async throws -> Value {
        // Where nothing is, nothing can be locked.
        if isGone { return try await body(context) }
        let me = LockHolder.current(runtime.environment, run: context.runID)
        let lease = KubernetesLease(
            name: ResourceName.shortened("himat-\(cluster.name)", limit: 63), holder: me.text, client: client,
            clock: runtime.clock, isDead: { me.knowsDead($0) })
        let silent: LeaseHolder?
        do {
            silent = try await lease.acquire()
        } catch let error as HimatError where error.code == .denied {
            runtime.warn("no lock: \(error.message); make sure that nobody else runs \(Self.command) \(verb) now")
            return try await watching(context, body)
        }
        var context = context
        if let silent {
            context.followsInterruption = true
            context.progress.report(
                ProgressEvent(nil, .note("the lock of \(silent), who ended without giving it back, is taken")))
        }
        let own = context
        return try await lease.held { try await watching(own, body) }
    }

    /// What is waited for inside is watched, a kind at a time and for all who wait.
    private func watching<Value: Sendable>(
        _ context: OperationContext, _ body: @Sendable (OperationContext) async throws -> Value
    ) async throws -> Value {
        try await view.running(context) { try await body(context) }
    }
}
