// SPDX-License-Identifier: MIT
public import FoundationEssentials

/// One image that was built or pushed from this machine.
public struct ImageRecord: Sendable, Equatable {
    /// `registry/repository:tag`.
    public var reference: String
    /// `sha256:…` of the manifest.
    public var digest: String
    /// `linux/amd64`.
    public var platform: String?
    /// Bytes, compressed.
    public var size: Int?
    /// A hash of what it was built from.
    public var sourceDigest: String?
    /// When it was built.
    public var createdAt: Date
    /// When a command last saw it.
    public var lastSeen: Date

    /// Builds a record.
    public init(
        reference: String, digest: String, platform: String? = nil, size: Int? = nil, sourceDigest: String? = nil,
        createdAt: Date, lastSeen: Date
    ) {
        self.reference = reference
        self.digest = digest
        self.platform = platform
        self.size = size
        self.sourceDigest = sourceDigest
        self.createdAt = createdAt
        self.lastSeen = lastSeen
    }
}

/// One notebook volume, also one whose cluster is gone.
public struct VolumeRecord: Sendable, Equatable {
    /// The cloud's own id.
    public var id: String
    /// The cluster it belongs to, or belonged to.
    public var account: String
    /// The region.
    public var region: String
    /// The cluster's name.
    public var clusterName: String
    /// The availability zone.
    public var zone: String?
    /// GiB.
    public var gib: Int?
    /// `attached`, `retained` or another word of the layer's.
    public var state: String?
    /// When a command last saw it.
    public var lastSeen: Date

    /// Builds a record.
    public init(
        id: String, account: String, region: String, clusterName: String, zone: String? = nil, gib: Int? = nil,
        state: String? = nil, lastSeen: Date
    ) {
        self.id = id
        self.account = account
        self.region = region
        self.clusterName = clusterName
        self.zone = zone
        self.gib = gib
        self.state = state
        self.lastSeen = lastSeen
    }
}
