// SPDX-License-Identifier: MIT
import HimatCore

/// Who may ask the API server from the internet. EKS refuses ranges that the internet does not carry, and tells each range once.
/// See [cluster endpoints](https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html).
enum PublicAccess {
    private static let reserved = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]
        .compactMap { CIDR($0) }

    /// The typed ranges, else those allowed to reach the balancers as far as they are public.
    /// - Throws: `HimatError` (preflightRefused) for a typed range that is private, or when none is left.
    static func ranges(typed: [CIDR]?, allowed: [String]) throws -> [String] {
        if let bad = typed?.first(where: isPrivate) {
            throw HimatError(
                .preflightRefused, "api_public_access_cidrs: EKS takes no private range, and \(bad) is one",
                nextStep: "name the addresses as the internet sees them, e.g. of \(bad)'s gateway")
        }
        var seen: Set<String> = []
        let found = (typed?.map(\.description) ?? allowed.filter { CIDR($0).map { !isPrivate($0) } ?? true })
            .filter { seen.insert($0).inserted }
        guard !found.isEmpty else {
            throw HimatError(
                .preflightRefused,
                "No range of allowed_cidrs is public, so nobody could reach the API server from here",
                nextStep: "set api_public_access_cidrs, e.g. api_public_access_cidrs: [203.0.113.7/32]")
        }
        return found
    }

    private static func isPrivate(_ range: CIDR) -> Bool { reserved.contains { $0.contains(range) } }
}
