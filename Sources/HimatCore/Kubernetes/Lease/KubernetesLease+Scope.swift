// SPDX-License-Identifier: MIT
internal import HimatSupport

extension KubernetesLease {
    /// Takes the lease, runs `body` under it and lets go, also after an error.
    /// - Parameter takenOver: told of the silent holder the lease was taken from.
    public func hold<Value: Sendable>(
        takenOver: (LeaseHolder) -> Void = { _ in }, _ body: () async throws -> Value
    ) async throws -> Value {
        if let silent = try await acquire() { takenOver(silent) }
        return try await held(body)
    }

    /// Runs `body` under the lease that was taken, renewing it three times a duration, and lets go at the end.
    /// - Throws: what `body` throws; `HimatError` (locked) when somebody else took the lease meanwhile.
    public func held<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        let loss = Lock<HimatError?>(nil)
        async let _ = keepRenewing(loss)
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        let lost = loss.withLock { $0 }
        // Cancelled or not, the lease goes back: a task of its own is not cancelled with us. It is waited for.
        _ = await Task { try await release() }.result
        if let lost { throw lost }
        return try outcome.get()
    }

    private func keepRenewing(_ loss: Lock<HimatError?>) async {
        while !Task.isCancelled {
            do {
                try await clock.sleep(for: duration / 3)
                try await renew()
            } catch let error as HimatError where error.code == .locked {
                return loss.withLock { $0 = error }
            } catch is CancellationError {
                return
            } catch {
                // A server that is away for a moment does not take the lease; the next renewal may reach it.
                continue
            }
        }
    }
}
