// SPDX-License-Identifier: MIT
import HimatCore

/// What a cluster costs while it runs: an estimate for words, not for a bill.
struct HourlyCost: Sendable {
    /// EKS asks the same in every region.
    static let controlPlane = 0.10
    /// A classic balancer without its traffic, in most regions.
    static let balancer = 0.025

    var stableType: String
    /// What the list says of it, dollars an hour.
    var stablePrice: Double
    var spotCount: Int
    /// The cheapest offer of today; nil when nobody names a price.
    var spot: SpotMarket.Offer?
    var gibibytes: Int

    /// Everything together; nil when a part is unknown.
    var total: Double? {
        guard spotCount == 0 || spot != nil else { return nil }
        return Self.controlPlane + Self.balancer + stablePrice + (spot?.price ?? 0) * Double(spotCount)
            + VolumePrice.perHour(gibibytes: gibibytes)
    }

    /// `it costs about $0.56/h while it runs: …`
    var line: String? {
        guard let total else { return nil }
        var parts = [
            "control plane \(Money.perHour(Self.controlPlane))", "stable \(stableType) \(Money.perHour(stablePrice))",
        ]
        if spotCount > 0, let spot {
            let sum = Money.perHour(spot.price * Double(spotCount))
            parts.append("\(spotCount) spot \(sum) (\(spot.type) today \(Money.perHour(spot.price)))")
        }
        parts += [
            "load balancer \(Money.perHour(Self.balancer))",
            "home volume \(Money.perHour(VolumePrice.perHour(gibibytes: gibibytes)))",
        ]
        return "it costs about \(Money.dollars(total)) an hour while it runs, traffic and taxes aside: "
            + parts.joined(separator: ", ")
    }
}

extension EKSLayer {
    /// The longest a plan waits for prices.
    private static let patience = Duration.seconds(3)

    /// The line about cost; nil where prices are not told at once. It is never a reason for a plan to fail.
    func hourlyCost(_ decisions: Decisions, in context: OperationContext) async -> String? {
        guard !config.hibernate, site.partition == "aws" else { return nil }
        let count = config.spotNodeCount
        async let listed = within(Self.patience, context) {
            try await Pricing(aws.inRegion(Pricing.region)).onDemandPrice(
                config.stableInstanceType, region: site.identity.region)
        }
        // Shared with the checks before the first change, so never cut off.
        let market = SpotMarket(layer: self, decisions: decisions, context: context)
        async let offered = count == 0 ? nil : (try? market.offers())?.first
        let (price, spot) = (await listed, await offered)
        guard let price else { return nil }
        return HourlyCost(
            stableType: config.stableInstanceType, stablePrice: price, spotCount: count, spot: spot,
            gibibytes: config.jupyterGBStorage
        ).line
    }

    /// The answer, if it comes in time.
    private func within<Value: Sendable>(
        _ limit: Duration, _ context: OperationContext, _ ask: @escaping @Sendable () async throws -> Value?
    ) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { (try? await ask()) ?? nil }
            group.addTask {
                try? await context.clock.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
