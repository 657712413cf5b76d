// SPDX-License-Identifier: MIT
public import HimatConfig

/// The Dask scheduler: on a machine that stays, reachable by notebook and workers alone.
public struct DaskScheduler: WorkloadKind {
    /// The name of the workload, and the host name the others reach it by.
    public static let name = "dask-scheduler"
    /// Where clients and workers connect.
    public static let port = 8786
    /// Where the dashboard and the HTTP API listen.
    public static let dashboardPort = 8787
    /// What clients connect to.
    public static let address = "tcp://\(name):\(port)"

    /// The scheduler.
    public init() {}

    /// The workload a configuration asks for.
    public func workload(for config: ClusterConfig) -> Workload {
        Workload(
            name: Self.name, role: .scheduler, image: config.workerImage,
            command: [
                "dask", "scheduler", "--port", "\(Self.port)", "--dashboard-address", ":\(Self.dashboardPort)",
            ],
            environment: [
                .init("HOME", "/tmp"),
                .init("DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES", Self.routes),
            ],
            files: [],
            ports: [
                .init("scheduler", Self.port, reach: .roles([.notebook, .worker])),
                .init("dashboard", Self.dashboardPort, reach: .roles([.notebook, .worker])),
            ],
            volume: nil,
            resources: .init(megabytes: config.daskSchedulerMBRAM, milliCPU: config.daskSchedulerMilliCPU),
            replicas: .fixed(1), placement: .stable, user: .init(config),
            health: .http(path: "/health", port: Self.dashboardPort), stop: .init(), renewal: .recreate,
            usesDataIdentity: false)
    }

    /// The six routes Dask serves by default and the API that workers retire through, which is off by default.
    private static let routes =
        "["
        + [
            "scheduler.prometheus", "scheduler.info", "scheduler.json", "health", "proxy", "statics", "scheduler.api",
        ].map { "'distributed.http.\($0)'" }.joined(separator: ", ") + "]"
}
