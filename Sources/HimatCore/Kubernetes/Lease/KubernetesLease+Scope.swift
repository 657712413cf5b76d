// SPDX-License-Identifier: MIT
internal import HimatSupport

extension KubernetesLease {
    /// Runs `body` under the lock, renewing it three times a duration, and lets go at the end, also after an error.
    ///
    /// A lock that is lost cancels `body` and is the error that is thrown.
    /// - Parameter takenOver: told of the silent holder the lock was taken from.
    public func hold<Value: Sendable>(
        takenOver: @Sendable (LeaseHolder) -> Void = { _ in }, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        if let silent = try await acquire() { takenOver(silent) }
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await renewing(body))
        } catch {
            outcome = .failure(error)
        }
        // A cancelled task could send nothing any more: letting go runs in a task of its own, waited for.
        _ = await Task { try await release() }.result
        return try outcome.get()
    }

    private func renewing<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while true {
                    try await clock.sleep(for: duration / 3)
                    try await renewThroughFailures()
                }
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    /// A server that is away for a moment does not lose the lock; only its loss or a long silence does.
    private func renewThroughFailures() async throws {
        do {
            try await renew()
        } catch let error as HimatError where error.code == .network || error.code == .timedOut {
            try await clock.sleep(for: .seconds(1))
            try await renew()
        }
    }
}
