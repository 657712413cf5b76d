// SPDX-License-Identifier: MIT
public import HimatConfig

/// The Dask workers: on spot machines, giving their results to others before they go.
public struct DaskWorkers: WorkloadKind {
    /// The name of the workload.
    public static let name = "dask-worker"
    /// Where a single worker answers `/health`.
    static let healthPort = 8789

    /// The workers.
    public init() {}

    /// The workload a configuration asks for.
    public func workload(for config: ClusterConfig) -> Workload {
        let processes = config.daskWorkerProcs
        return Workload(
            name: Self.name, role: .worker, image: config.workerImage,
            command: [
                "dask", "worker", DaskScheduler.address, "--nworkers", "\(processes)", "--nthreads",
                "\(config.daskWorkerThreads)", "--memory-limit", "\(config.daskWorkerMBRAM / processes)MB",
                "--death-timeout", "60", "--dashboard-address", processes == 1 ? ":\(Self.healthPort)" : ":0",
            ],
            environment: [.init("HOME", "/tmp"), .init("POD_IP", .ownAddress)],
            files: [],
            ports: [
                .init("worker", Self.healthPort, reach: .peers([.notebook, .scheduler, .worker]), isDynamic: true)
            ],
            volume: nil,
            resources: .init(megabytes: config.daskWorkerMBRAM, milliCPU: config.daskWorkerMilliCPU),
            replicas: config.daskWorkerCount.map { .fixed($0) } ?? .fill, placement: .spot, user: .init(config),
            health: Self.health(processes),
            stop: .init(before: RetireHook.command, graceSeconds: RetireHook.graceSeconds), renewal: .oneByOne,
            usesDataIdentity: true)
    }

    /// One process answers for itself; of several none can have the one port, so the scheduler is asked for them.
    private static func health(_ processes: Int) -> Workload.Health {
        processes == 1
            ? .http(path: "/health", port: healthPort) : .command(RegistrationProbe.command(processes: processes))
    }
}
