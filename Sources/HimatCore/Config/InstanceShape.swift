// SPDX-License-Identifier: MIT

/// The size of a machine as EC2 describes it.
public struct InstanceShape: Sendable, Hashable {
    /// Virtual CPUs.
    public var vCPU: Int
    /// Memory in MiB.
    public var memoryMiB: Int
    /// How many pods EKS allows on it.
    public var maxPods: Int

    /// Builds a shape; without `maxPods` that of most larger machines is assumed.
    public init(vCPU: Int, memoryMiB: Int, maxPods: Int? = nil) {
        self.vCPU = vCPU
        self.memoryMiB = memoryMiB
        self.maxPods = maxPods ?? 110
    }

    /// How many pods the VPC network plug-in can give an address: `interfaces × (addresses − 1) + 2`
    /// ([rule](https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html)).
    public static func maxPods(interfaces: Int, addressesPerInterface: Int) -> Int {
        interfaces * (addressesPerInterface - 1) + 2
    }

    /// The shape of a common type (m, c, r of generation 5 to 7, large to 4xlarge), for estimates made without a network;
    /// nil for any other. EC2's own answer goes before it.
    public static func usual(_ type: String) -> InstanceShape? {
        let parts = type.split(separator: ".")
        guard parts.count == 2, let perCPU = memoryPerCPU(parts[0]) else { return nil }
        switch parts[1] {
        case "large": return InstanceShape(vCPU: 2, memoryMiB: 2 * perCPU, maxPods: 29)
        case "xlarge": return InstanceShape(vCPU: 4, memoryMiB: 4 * perCPU, maxPods: 58)
        case "2xlarge": return InstanceShape(vCPU: 8, memoryMiB: 8 * perCPU, maxPods: 58)
        case "4xlarge": return InstanceShape(vCPU: 16, memoryMiB: 16 * perCPU, maxPods: 234)
        default: return nil
        }
    }

    private static func memoryPerCPU(_ family: Substring) -> Int? {
        guard ["5", "5a", "5d", "6i", "6a", "7i", "7a"].contains(family.dropFirst()) else { return nil }
        switch family.first {
        case "c": return 2048
        case "m": return 4096
        case "r": return 8192
        default: return nil
        }
    }
}
