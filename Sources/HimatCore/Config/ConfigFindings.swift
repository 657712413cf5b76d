// SPDX-License-Identifier: MIT

/// Looks for what cannot run today, from facts that the caller looked up; pure, so that `validate`, `plan` and the
/// preflight of `apply` say the same.
public struct ConfigFindings: Sendable {
    private let loaded: LoadedConfig
    private let versions: SupportedVersions?
    private let shape: @Sendable (String) -> InstanceShape?

    /// - Parameters:
    ///   - versions: what EKS offers; nil when it could not be asked, then the version is not judged.
    ///   - shapes: the sizes of instance types as EC2 says; common types are known without.
    public init(_ loaded: LoadedConfig, versions: SupportedVersions? = nil, shapes: [String: InstanceShape] = [:]) {
        self.loaded = loaded
        self.versions = versions
        shape = { shapes[$0] ?? InstanceShape.usual($0) }
    }

    /// Everything found, refusals first.
    public var all: [ConfigFinding] {
        let found = [version, image, stableNode, workers].compactMap(\.self)
        return found.filter { $0.level == .refused } + found.filter { $0.level == .warning }
    }

    /// About how many workers fit on the spot nodes, counted for the smallest type; nil when a type's size is unknown.
    public var workersThatFit: Int? {
        perNode.map { $0 * loaded.config.spotNodeCount }
    }

    private var perNode: Int? {
        let config = loaded.config
        let shapes = (config.spotInstanceTypes ?? [config.spotInstanceType]).map(shape)
        let counts = shapes.compactMap { $0 }.map {
            CapacityEstimate($0).count(milliCPU: config.daskWorkerMilliCPU, megabytes: config.daskWorkerMBRAM)
        }
        return counts.count == shapes.count ? counts.min() : nil
    }

    private var version: ConfigFinding? {
        let wanted = loaded.config.clusterVersion
        guard let versions, wanted != "latest", !versions.standard.contains(wanted) else { return nil }
        let why =
            versions.extended.contains(wanted)
            ? "is in extended support, which costs six times as much and which HiMAT does not enter"
            : "is not offered by EKS"
        return finding(
            .refused, "cluster_version", "Kubernetes \(wanted) \(why)",
            "supported: latest, \(versions.standard.joined(separator: ", "))")
    }

    private var image: ConfigFinding? {
        RetiredImages.reason(loaded.config.workerImage).map {
            finding(
                .refused, "worker_image", $0,
                "use \(ClusterConfig(clusterName: "").workerImage) or name your own by himat-image use")
        }
    }

    private var stableNode: ConfigFinding? {
        let config = loaded.config
        guard let shape = shape(config.stableInstanceType) else { return nil }
        let room = CapacityEstimate(shape)
        let cpu = config.jupyterMilliCPU + config.daskSchedulerMilliCPU
        let memory = config.jupyterMBRAM + config.daskSchedulerMBRAM
        if room.fits(milliCPU: cpu, megabytes: memory) { return nil }
        return finding(
            .refused, "stable_instance_type",
            "notebook and scheduler ask for \(memory) MB and \(cpu)m of CPU together, but a \(config.stableInstanceType) "
                + "has about \(room.memoryMiB * 1_048_576 / 1_000_000) MB and \(room.milliCPU)m to give",
            "choose a larger stable_instance_type or ask for less")
    }

    private var workers: ConfigFinding? {
        let config = loaded.config
        guard !config.hibernate, config.spotNodeCount > 0, let perNode else { return nil }
        let types = (config.spotInstanceTypes ?? [config.spotInstanceType]).joined(separator: ", ")
        if perNode == 0 {
            return finding(
                .refused, "dask_worker_mb_ram",
                "no worker of \(config.daskWorkerMBRAM) MB and \(config.daskWorkerMilliCPU)m of CPU fits on a spot node (\(types))",
                "choose a larger spot_instance_type or smaller workers")
        }
        let fit = perNode * config.spotNodeCount
        guard let count = config.daskWorkerCount, count > fit else { return nil }
        return finding(
            .warning, "dask_worker_count",
            "\(count) workers are asked for, about \(fit) fit on \(config.spotNodeCount) nodes (\(types)), the others would wait",
            "write auto, or spot_node_count: \((count + perNode - 1) / perNode)")
    }

    private func finding(
        _ level: ConfigFinding.Level, _ key: String, _ message: String, _ remedy: String
    ) -> ConfigFinding {
        ConfigFinding(level: level, key: key, origin: loaded.origin(key), message: message, remedy: remedy)
    }
}
