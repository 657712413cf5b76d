// SPDX-License-Identifier: MIT
import HimatCore

/// What was looked up once and is kept: told anew only when the configuration's text changes or `--refresh` names it.
struct Decisions: Sendable, Equatable {
    /// The Kubernetes version to run.
    var version: String
    /// The zones of both subnets; the first is the volume's and the stable node's.
    var zones: [String]
    /// The types the spot group may use.
    var spotTypes: [String]
    /// Who may reach balancers.
    var allowedCIDRs: [String]
    /// Who may reach the API server from the internet.
    var publicAccessCIDRs: [String]
    /// Add-on versions to go to; empty unless they are refreshed.
    var addOnVersions: [String: String] = [:]
    /// The version to roll the nodes to; nil unless they are refreshed.
    var nodeVersion: String?
    /// The record, as tags of the cluster.
    var tags: [String: String]
}

/// A decision as a tag holds it: what the configuration said, and what came of it: `auto = 203.0.113.9/32`.
struct DecisionRecord: Sendable, Equatable {
    var text: String
    var values: [String]

    init(text: String, values: [String]) {
        self.text = text
        self.values = values
    }

    /// Reads a tag; nil for anything that is none of these.
    init?(_ tag: String?) {
        guard let tag else { return nil }
        let words = tag.split(separator: " ").map(String.init)
        guard words.count >= 3, words[1] == "=" else { return nil }
        self.init(text: words[0], values: Array(words[2...]))
    }

    var tag: String { ([text, "="] + values).joined(separator: " ") }
}
