// SPDX-License-Identifier: MIT
public import HimatConfig

/// A kind of workload that a configuration is turned into: one type, one file, one entry in `Deployment.kinds`.
public protocol WorkloadKind: Sendable {
    /// The workload a configuration asks for.
    func workload(for config: ClusterConfig) -> Workload
}

/// What stage two runs.
public enum Deployment {
    /// Every kind of workload, in the order they are shown; a new one is added here.
    public static let kinds: [any WorkloadKind] = [Jupyter(), DaskScheduler(), DaskWorkers()]

    /// The workloads of a configuration.
    public static func workloads(for config: ClusterConfig) -> [Workload] {
        kinds.map { $0.workload(for: config) }
    }
}
