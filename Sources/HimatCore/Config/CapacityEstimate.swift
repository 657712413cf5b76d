// SPDX-License-Identifier: MIT

/// What a node of EKS has left for pods, estimated before there is one.
///
/// From the machine's size: what its kernel and firmware keep, what EKS reserves
/// ([formulas](https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html)), the eviction threshold, the
/// daemons of every node, and room for one replica each of CoreDNS and the EBS controller, which may land on any node.
/// Rather too little than too much: a worker that the estimate counts does not stay pending.
public struct CapacityEstimate: Sendable, Hashable {
    /// Thousandths of a core left.
    public let milliCPU: Int
    /// MiB of memory left.
    public let memoryMiB: Int

    /// Estimates for a machine.
    public init(_ shape: InstanceShape) {
        let seen = shape.memoryMiB * 925 / 1000
        milliCPU = max(0, shape.vCPU * 1000 - Self.reservedMilliCPU(cores: shape.vCPU) - Self.daemonMilliCPU)
        memoryMiB = max(0, seen - Self.reservedMiB(maxPods: shape.maxPods) - Self.evictionMiB - Self.daemonMiB)
    }

    /// What a node that exists says it has left.
    public init(milliCPU: Int, memoryMiB: Int) {
        self.milliCPU = milliCPU
        self.memoryMiB = memoryMiB
    }

    /// aws-node 50, kube-proxy 100, EBS node 30; CoreDNS 100 and EBS controller 60.
    static let daemonMilliCPU = 340
    /// EBS node 120; CoreDNS 70 and EBS controller 240.
    static let daemonMiB = 430
    /// The kubelet evicts pods below this much free memory.
    static let evictionMiB = 100

    /// What EKS keeps of the cores: 6 % of the first, 1 % of the second, 0.5 % of the next two, 0.25 % of all others.
    public static func reservedMilliCPU(cores: Int) -> Int {
        var quarterPercent = 0
        for core in 0..<max(0, cores) { quarterPercent += core == 0 ? 24 : core == 1 ? 4 : core < 4 ? 2 : 1 }
        return (quarterPercent * 10 + 3) / 4
    }

    /// What EKS keeps of the memory in MiB: 255 and 11 for each pod that may run.
    public static func reservedMiB(maxPods: Int) -> Int { 255 + 11 * maxPods }

    /// How many pods of this size fit; memory in megabytes of 10^6 bytes.
    public func count(milliCPU cpu: Int, megabytes: Int) -> Int {
        guard cpu > 0, megabytes > 0 else { return 0 }
        return min(milliCPU / cpu, memoryMiB * 1_048_576 / 1_000_000 / megabytes)
    }

    /// Whether pods of these sizes together fit.
    public func fits(milliCPU cpu: Int, megabytes: Int) -> Bool { count(milliCPU: cpu, megabytes: megabytes) > 0 }
}
