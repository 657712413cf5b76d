// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

/// One notebook volume, also one whose cluster is gone.
public struct VolumeRecord: Sendable, Equatable {
    /// The state of a volume that a destroy left in place.
    public static let retained = "retained"

    /// The cloud's own id.
    public var id: String
    /// The cluster it belongs to, or belonged to.
    public var cluster: ClusterIdentity
    /// The availability zone.
    public var zone: String?
    /// GiB.
    public var gib: Int?
    /// `retained`, or a word of the layer's.
    public var state: String?
    /// When a command last saw it.
    public var lastSeen: Date

    /// Builds a record.
    public init(
        id: String, cluster: ClusterIdentity, zone: String? = nil, gib: Int? = nil, state: String? = nil, lastSeen: Date
    ) {
        self.id = id
        self.cluster = cluster
        self.zone = zone
        self.gib = gib
        self.state = state
        self.lastSeen = lastSeen
    }
}
