// SPDX-License-Identifier: MIT
import HimatCore

extension EKSLayer {
    func withLock<Value: Sendable>(
        for verb: String, in context: OperationContext, _ body: @Sendable (OperationContext) async throws -> Value
    ) async throws -> Value {
        let state = runtime.environment["XDG_STATE_HOME"] ?? runtime.environment.absolute("~/.local/state")
        let lock = ClusterLock(
            site: site, ssm: SSM(aws), owner: caller?.arn ?? "unknown", machine: .current(),
            localFolder: "\(state)/himat/locks")
        return try await lock.hold(in: context, body)
    }
}
