// SPDX-License-Identifier: MIT
import HimatCore

extension Preflight {
    /// Managed groups take no price limit, so `spot_price` is kept by not starting nodes while the market is above it.
    func spotPrice() async throws -> [Finding] {
        guard starts.contains(.spot), config.spotNodeCount > 0, let limit = config.spotPrice else { return [] }
        let offers = try await SpotMarket(layer: layer, decisions: decisions, context: context).offers()
        guard let cheapest = offers.first else {
            return [.warning("not checked whether spot machines cost less than spot_price: no price is to be had")]
        }
        let lines = offers.map(\.line)
        guard cheapest.price <= limit else {
            return [
                .refusal(
                    HimatError(
                        .preflightRefused,
                        "Spot machines cost more than spot_price \(Money.perHour(limit)) just now", details: lines,
                        nextStep: "raise spot_price, choose other spot_instance_types, or try again later"))
            ]
        }
        let above = offers.filter { $0.price > limit }
        if above.isEmpty { return [] }
        return [
            .warning(
                "of the spot types, these cost more than spot_price \(Money.perHour(limit)) today: "
                    + above.map(\.line).joined(separator: "; "))
        ]
    }

    /// Spot requests need a role that AWS makes once per account; without it the first group makes it.
    func serviceLinkedRole() async throws -> [Finding] {
        guard starts.contains(.spot) else { return [] }
        guard try await layer.site.iam.getRole(SpotServiceRole.name) == nil else { return [] }
        return [
            .warning(
                "\(SpotServiceRole.name) is missing in this account; apply makes it (it is kept, and costs nothing)")
        ]
    }
}

/// The role by which EC2 starts spot machines for others.
enum SpotServiceRole {
    static let name = "AWSServiceRoleForEC2Spot"
    static let service = "spot.amazonaws.com"

    /// Makes it where the caller may, once a round; where not, EKS says what is missing.
    static func makeIfMissing(_ iam: IAM, in context: OperationContext) async {
        _ = try? await context.reads.once("iam.spot-service-role") {
            if try await iam.getRole(name) == nil { try await iam.createServiceLinkedRole(for: service) }
            return true
        }
    }
}
