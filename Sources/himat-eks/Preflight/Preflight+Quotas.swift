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
        let quotas = ServiceQuotas(layer.aws)
        var found: [Finding] = []
        for kind in NodeGroup.Kind.allCases where starts.contains(kind) {
            let count = kind == .stable ? 1 : config.spotNodeCount
            let names = kind == .stable ? [config.stableInstanceType] : decisions.spotTypes
            let (code, title) =
                kind == .stable
                ? ("L-1216C47A", "Running On-Demand Standard instances")
                : ("L-34B43A08", "All Standard Spot Instance Requests")
            // Other families (accelerators, large memory) have quotas of their own.
            guard names.allSatisfy(Self.isStandard) else { continue }
            async let described = catalog.describe(types)
            async let limit = quotas.getServiceQuota(service: "ec2", code: code)
            guard let allowed = try await limit else {
                found.append(.warning("not checked whether the quota \(title) (\(code)) suffices: it is not known"))
                continue
            }
            let sizes = try await described.filter { names.contains($0.name) }.map(\.vcpus)
            let wanted = sizes.max() ?? 0
            if Double(wanted * count) > allowed {
                found.append(
                    refusal(
                        "\(count) \(kind.rawValue) node(s) need \(wanted * count) vCPUs, the account may run \(Int(allowed)) (\(title), \(code))",
                        "ask for more at https://console.aws.amazon.com/servicequotas, or ask for fewer or smaller nodes"
                    ))
            }
        }
        return found
    }
}
