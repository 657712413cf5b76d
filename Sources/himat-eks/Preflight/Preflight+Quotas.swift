// SPDX-License-Identifier: MIT
import HimatCore

extension Preflight {
    /// Whether a type counts against the quotas of the standard families: A, C, D, H, I, M, R, T, Z.
    static func isStandard(_ type: String) -> Bool {
        let others = ["dl", "hpc", "inf", "mac", "trn"]
        return "acdhimrtz".contains(type.prefix(1)) && !others.contains(where: type.hasPrefix)
    }

    /// The vCPUs that are asked for, with all that already run in the region, against what the account may run.
    func quotas() async throws -> [Finding] {
        guard !starts.isEmpty else { return [] }
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
        async let others = running(kind)
        guard let allowed = try await limit else {
            return .warning("not checked whether the quota \(title) (\(code)) suffices: it is not known")
        }
        let wanted = try await described.filter { names.contains($0.name) }.map(\.vcpus).max() ?? 0
        let present = await others
        guard Double(wanted * count + (present ?? 0)) > allowed else { return nil }
        let beside =
            present.map { $0 > 0 ? " beside the \($0) that run already" : "" } ?? " (what runs already is not known)"
        return refusal(
            "\(count) \(kind.rawValue) node(s) need \(wanted * count) vCPUs\(beside), the account may run \(Int(allowed)) (\(title), \(code))",
            "ask for more at https://console.aws.amazon.com/servicequotas, or ask for fewer or smaller nodes")
    }

    /// The vCPUs that draw on the same quota in the region, whoever runs them, without those of a group that stays and only
    /// grows; nil when they may not be looked at.
    private func running(_ kind: NodeGroup.Kind) async -> Int? {
        let instances = try? await context.reads.once("ec2.running-instances") {
            try await layer.site.ec2.describeInstances([
                EC2.Filter("instance-state-name", anyOf: ["pending", "running", "stopping"])
            ])
        }
        return instances?.filter { one in
            one.isSpot == (kind == .spot) && Self.isStandard(one.type)
                && !(grows.contains(kind) && isOurs(one, kind))
        }.compactMap(\.vcpus).reduce(0, +)
    }

    private func isOurs(_ instance: EC2.Instance, _ kind: NodeGroup.Kind) -> Bool {
        instance.tags["eks:cluster-name"] == layer.site.name
            && instance.tags["eks:nodegroup-name"]?.hasPrefix("\(kind.rawValue)-") == true
    }
}
