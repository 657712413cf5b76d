// SPDX-License-Identifier: MIT

/// What a destroy deleted and what it left on purpose: printed only after a sweep found nothing else.
public struct Receipt: Sendable, Equatable {
    /// One thing.
    public struct Line: Sendable, Equatable {
        /// The resource.
        public var address: Address
        /// Its id.
        public var id: String
        /// Why it stays; nil for what is gone.
        public var reason: String?
        /// What was known of it.
        public var attributes: [String: String]

        init(_ item: DestroyPlan.Item, reason: String?) {
            address = item.address
            id = item.observation.id
            self.reason = reason
            attributes = item.observation.attributes
        }
    }

    /// What is gone, in the order of deletion.
    public var deleted: [Line]
    /// What stays, and why.
    public var kept: [Line]

    /// Draws up a receipt from a plan that was carried out completely.
    public init(_ plan: DestroyPlan) {
        deleted = plan.deletions.map { Line($0, reason: nil) }
        kept = plan.kept.map { item in
            let reason: String? = if case .keep(let words) = item.disposal { words } else { nil }
            return Line(item, reason: reason)
        }
    }
}
