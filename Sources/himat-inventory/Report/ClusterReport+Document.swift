// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

extension ClusterRecord {
    /// The record as a document; unknown facts are null.
    var document: JSONValue {
        [
            "account": .string(identity.account), "region": .string(identity.region), "name": .string(identity.name),
            "state": .optional(facts.state), "version": .optional(facts.version),
            "stable_nodes": .optional(facts.stableNodes), "spot_nodes": .optional(facts.spotNodes),
            "endpoint": .optional(facts.endpoint), "jupyter_url": .optional(facts.jupyterURL),
            "dask_url": .optional(facts.daskURL), "config_digest": .optional(facts.configDigest),
            "created_at": .optional(facts.createdAt), "last_seen": .optional(lastSeen),
        ]
    }

    /// `1 + 4`: stable and spot nodes as asked for.
    var nodes: String {
        switch (facts.stableNodes, facts.spotNodes) {
        case (nil, nil): "-"
        case (let stable, let spot): "\(stable.map(String.init) ?? "?") + \(spot.map(String.init) ?? "?")"
        }
    }
}

extension JSONValue {
    /// A text, or null.
    static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
    /// A number, or null.
    static func optional(_ number: Int?) -> JSONValue { number.map(JSONValue.int) ?? .null }
    /// A moment as ISO 8601 in UTC, or null.
    static func optional(_ date: Date?) -> JSONValue { date.map { .string($0.formatted(.iso8601)) } ?? .null }
}
