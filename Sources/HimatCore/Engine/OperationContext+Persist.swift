// SPDX-License-Identifier: MIT
public import HimatSupport

extension OperationContext {
    /// Repeats an operation while it fails in a way that passes with time, with the reason shown, until the patience or the run's deadline ends.
    /// - Throws: the last error, under `HimatError` (timed out), when time is up; any other error at once.
    public func persist<Value: Sendable>(
        _ address: Address, patience: Patience, while passes: @Sendable (HimatError) -> Bool,
        _ operation: @Sendable () async throws -> Value
    ) async throws -> Value {
        let limit = TimeLimit(patience, in: self)
        while true {
            do {
                return try await operation()
            } catch let error as HimatError where passes(error) {
                progress.report(ProgressEvent(address, .waiting(error.message)))
                guard !limit.isOver(clock.now()) else {
                    throw limit.error("\(address): still refused", cause: error)
                }
                try await limit.sleep(patience, in: self)
            }
        }
    }
}
