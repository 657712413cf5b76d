// SPDX-License-Identifier: MIT
import HimatCore

/// What the spot group's types cost just now, each in its cheapest zone.
struct SpotMarket: Sendable {
    struct Offer: Sendable {
        let type: String
        let zone: String
        let price: Double

        var line: String { "\(type) in \(zone): \(Money.perHour(price))" }
    }

    let layer: EKSLayer
    let decisions: Decisions
    let context: OperationContext

    /// The cheapest first; empty when nobody names a price.
    func offers() async throws -> [Offer] {
        let now = context.clock.now()
        let prices = try await layer.answers.once("ec2.spot-prices") {
            try await layer.site.ec2.describeSpotPrices(decisions.spotTypes, at: now)
        }
        return decisions.spotTypes.compactMap { type -> Offer? in
            let zones = (prices[type] ?? [:]).filter { decisions.zones.contains($0.key) }
            return zones.min { $0.value < $1.value }.map { Offer(type: type, zone: $0.key, price: $0.value) }
        }.sorted { ($0.price, $0.type) < ($1.price, $1.type) }
    }
}

/// Sums of money as people read them.
enum Money {
    /// `$0.0790/h`.
    static func perHour(_ dollars: Double) -> String { "$\(digits(dollars, 4))/h" }
    /// `$1.28`.
    static func dollars(_ dollars: Double) -> String { "$\(digits(dollars, 2))" }

    private static func digits(_ value: Double, _ places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let whole = Int((value * Double(scale)).rounded())
        let fraction = String(whole % scale)
        return "\(whole / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
    }
}
