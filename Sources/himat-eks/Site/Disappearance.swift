// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Waits inside an update until a thing that stood in its way is gone.
struct Disappearance: Sendable {
    let address: Address
    let patience: Patience
    let context: OperationContext

    /// Looks until `look` finds nothing.
    /// - Throws: `HimatError` (timed out) when it stays.
    func wait(_ look: () async throws -> Observation?) async throws {
        let began = context.clock.now()
        while let seen = try await look() {
            guard context.clock.now().timeIntervalSince(began) < Double(patience.limit.components.seconds) else {
                throw HimatError(
                    .timedOut, "\(address): \(seen.id) does not go away",
                    nextStep: "run apply again; it goes on from here")
            }
            context.progress.report(ProgressEvent(address, .waiting("\(seen.id) is being removed")))
            try await context.clock.sleep(for: context.interval(patience))
        }
    }
}
