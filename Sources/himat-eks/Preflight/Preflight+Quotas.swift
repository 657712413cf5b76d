// SPDX-License-Identifier: MIT
import HimatCore

extension Preflight {
    /// Whether a type counts against the quotas of the standard families: A, C, D, H, I, M, R, T, Z.
    static func isStandard(_ type: String) -> Bool {
        let others = ["dl", "hpc", "inf", "mac", "trn"]
        return "acdhimrtz".contains(type.prefix(1)) && !others.contains(where: type.hasPrefix)
    }

    /// The vCPUs that are asked for against what the account may run; what already runs is not counted.
    func quotas() async throws -> [Finding] {
        async let stable = quota(
            .stable, count: 1, of: [config.stableInstanceType], code: "L-1216C47A",
            title: "Running On-Demand Standard instances")
        async let spot = quota(
            .spot, count: config.spotNodeCount, of: decisions.spotTypes, code: "L-34B43A08",
            title: "All Standard Spot Instance Requests")
        return try await [stable, spot].compactMap { $0 }
    }

    private func quota(_ kind: NodeGroup.Kind, count: Int, of names: [String], code: String, title: String)
        async throws -> Finding?
    {
        // Other families (accelerators, large memory) have quotas of their own.
        guard starts.contains(kind), names.allSatisfy(Self.isStandard) else { return nil }
        async let described = catalog.describe(types)
        async let limit = ServiceQuotas(layer.aws).getServiceQuota(service: "ec2", code: code)
        guard let allowed = try await limit else {
            return .warning("not checked whether the quota \(title) (\(code)) suffices: it is not known")
        }
        let wanted = try await described.filter { names.contains($0.name) }.map(\.vcpus).max() ?? 0
        guard Double(wanted * count) > allowed else { return nil }
        return refusal(
            "\(count) \(kind.rawValue) node(s) need \(wanted * count) vCPUs, the account may run \(Int(allowed)) (\(title), \(code))",
            "ask for more at https://console.aws.amazon.com/servicequotas, or ask for fewer or smaller nodes")
    }
}
