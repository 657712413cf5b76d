// SPDX-License-Identifier: MIT
import HimatCore

/// What is checked before the first change, all at once and only reading. A check that is not allowed, or fails, is a warning that says what it would have found.
struct Preflight: Sendable {
    let layer: EKSLayer
    let decisions: Decisions
    let context: OperationContext
    /// Whether a cluster is made or upgraded.
    let changesVersion: Bool
    /// Whether nodes are started, and of which groups.
    let starts: Set<NodeGroup.Kind>
    /// Of these the groups that are there and get more nodes.
    let grows: Set<NodeGroup.Kind>

    var config: ClusterConfig { layer.config }
    var catalog: Catalog { layer.catalog }
    /// The types of the groups that start.
    var types: [String] {
        (starts.contains(.stable) ? [config.stableInstanceType] : [])
            + (starts.contains(.spot) ? decisions.spotTypes : [])
    }

    func findings() async -> [Finding] {
        await withTaskGroup(of: (Int, [Finding]).self) { group in
            let checks: [(String, @Sendable () async throws -> [Finding])] = [
                ("whether EKS offers the version and the workers fit", configuration),
                ("whether the zones are open to EKS and have the instance types", offers),
                ("whether the account's vCPU quotas suffice", quotas),
                ("what spot machines cost today", spotPrice),
                ("whether the service-linked role of spot exists", serviceLinkedRole),
            ]
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await Self.doubting(check.0, check.1)) }
            }
            var found: [(Int, [Finding])] = []
            for await one in group { found.append(one) }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private static func doubting(_ what: String, _ check: @Sendable () async throws -> [Finding]) async -> [Finding] {
        do {
            return try await check()
        } catch let error as HimatError where error.code == .preflightRefused {
            return [.refusal(error)]
        } catch {
            let words = (error as? HimatError)?.message ?? "\(error)"
            return [.warning("not checked \(what): \(words)")]
        }
    }
}
