// SPDX-License-Identifier: MIT
import HimatCore

extension OperationContext {
    /// For making a thing again whose first making failed: with client tokens of this run's own.
    /// Those of a lock that was taken over would be answered with the making that failed.
    func recreating() -> OperationContext {
        var own = self
        own.epoch = "\(runID)-again"
        return own
    }
}
