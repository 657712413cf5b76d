// SPDX-License-Identifier: MIT

/// A bucket the notebooks and workers may use: `name` reads, `name:rw` reads and writes.
public struct S3BucketGrant: Sendable, Hashable {
    /// The bucket's name.
    public var name: String
    /// Whether objects may be put and deleted.
    public var isWritable: Bool

    /// Builds a grant.
    public init(name: String, isWritable: Bool) {
        self.name = name
        self.isWritable = isWritable
    }
}
