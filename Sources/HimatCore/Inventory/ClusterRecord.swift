// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

/// One cluster as the inventory remembers it.
public struct ClusterRecord: Sendable, Equatable {
    /// Account, region and name.
    public var identity: ClusterIdentity
    /// What is known of it; URLs never hold a token.
    public var facts: ClusterFacts
    /// When a command last saw it.
    public var lastSeen: Date

    /// Builds a record.
    public init(identity: ClusterIdentity, facts: ClusterFacts, lastSeen: Date) {
        self.identity = identity
        self.facts = facts
        self.lastSeen = lastSeen
    }
}

/// One resource as the inventory remembers it.
public struct ResourceRecord: Sendable, Equatable {
    /// The layer's name, e.g. `eks`.
    public var layer: String
    /// The address inside the layer.
    public var address: String
    /// The cloud's own id.
    public var id: String
    /// When a command last saw it.
    public var lastSeen: Date

    /// Builds a record.
    public init(layer: String, address: String, id: String, lastSeen: Date) {
        self.layer = layer
        self.address = address
        self.id = id
        self.lastSeen = lastSeen
    }
}
