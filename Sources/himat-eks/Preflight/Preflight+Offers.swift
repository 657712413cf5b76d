// SPDX-License-Identifier: MIT
import HimatCore

extension Preflight {
    /// The stable type must be offered in the volume's zone, at least one spot type in one of both zones.
    func offers() async throws -> [Finding] {
        guard !starts.isEmpty else { return [] }
        async let listed = catalog.allZones()
        async let offered = catalog.offers(types)
        let (zones, offers) = (try await listed, try await offered)
        var found: [Finding] = []
        let home = decisions.zones[0]
        let open = zones.filter { !Catalog.excludedZoneIDs.contains($0.id) }.map(\.name)
        for zone in decisions.zones where !open.contains(zone) {
            found.append(
                refusal(
                    "\(zone) is no zone in which EKS makes a control plane for this account",
                    "choose availability_zone among \(open.joined(separator: ", "))"))
        }
        let stable = config.stableInstanceType
        if starts.contains(.stable), !(offers[home]?.contains(stable) ?? false) {
            let others = open.filter { offers[$0]?.contains(stable) ?? false }
            found.append(
                refusal(
                    "stable_instance_type \(stable) is not offered in \(home)",
                    others.isEmpty
                        ? "choose another stable_instance_type"
                        : "choose another type, or for a new cluster availability_zone: \(others[0])"))
        }
        let spot = decisions.spotTypes.filter { type in
            decisions.zones.contains { offers[$0]?.contains(type) ?? false }
        }
        if starts.contains(.spot), spot.isEmpty {
            found.append(
                refusal(
                    "None of \(decisions.spotTypes.joined(separator: ", ")) is offered in \(decisions.zones.joined(separator: " or "))",
                    "choose another spot_instance_type"))
        } else if starts.contains(.spot), spot.count < 5, config.spotNodeCount > 0 {
            found.append(
                .warning(
                    "the spot group has \(spot.count) types to choose from; with five or more it is interrupted less"))
        }
        return found
    }

    func refusal(_ message: String, _ next: String) -> Finding {
        .refusal(HimatError(.preflightRefused, message, nextStep: next))
    }
}
