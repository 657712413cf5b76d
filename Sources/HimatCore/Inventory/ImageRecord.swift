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
