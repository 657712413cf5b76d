// SPDX-License-Identifier: MIT
public import FoundationEssentials

/// One image that was built or pushed from this machine.
public struct ImageRecord: Sendable, Equatable {
    /// `registry/repository:tag`.
    public var reference: String
    /// `sha256:…` of the manifest, as the registry has it; empty until it was pushed.
    public var digest: String
    /// The engine's own id of the image, `sha256:…`.
    public var imageID: String?
    /// `linux/amd64`.
    public var platform: String?
    /// `conda` or `pip`: where its packages come from.
    public var variant: String?
    /// Bytes: as the engine counts them until it was pushed, compressed after.
    public var size: Int?
    /// The environment hash: of everything it was built from.
    public var sourceDigest: String?
    /// What is installed in it, the JSON document its build wrote.
    public var lock: String?
    /// When it was built.
    public var createdAt: Date
    /// When a command last saw it.
    public var lastSeen: Date

    /// Builds a record.
    public init(
        reference: String, digest: String, imageID: String? = nil, platform: String? = nil, variant: String? = nil,
        size: Int? = nil, sourceDigest: String? = nil, lock: String? = nil, createdAt: Date, lastSeen: Date
    ) {
        self.reference = reference
        self.digest = digest
        self.imageID = imageID
        self.platform = platform
        self.variant = variant
        self.size = size
        self.sourceDigest = sourceDigest
        self.lock = lock
        self.createdAt = createdAt
        self.lastSeen = lastSeen
    }
}
