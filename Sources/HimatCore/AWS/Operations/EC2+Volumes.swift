// SPDX-License-Identifier: MIT
public import FoundationEssentials

extension EC2 {
    /// An EBS volume.
    public struct Volume: Sendable {
        /// `vol-…`.
        public var id: String
        /// GiB.
        public var size: Int
        /// Its zone's name.
        public var zone: String
        /// `gp3` …
        public var type: String
        /// Whether it is encrypted.
        public var isEncrypted: Bool
        /// `creating`, `available`, `in-use`, `deleting`, `deleted`, `error`.
        public var state: String
        /// The instances it is attached to.
        public var attachedTo: [String]
        /// When it was made.
        public var createdAt: Date?
        /// All tags.
        public var tags: [String: String]
    }

    /// A snapshot of a volume.
    public struct Snapshot: Sendable {
        /// `snap-…`.
        public var id: String
        /// `pending`, `completed` or `error`.
        public var state: String
        /// The volume it was made of.
        public var volumeID: String
        /// GiB of that volume.
        public var size: Int
        /// All tags.
        public var tags: [String: String]
    }

    /// The volumes that match.
    public func describeVolumes(_ filters: [Filter]) async throws -> [Volume] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: filters)
        return try await pages("DescribeVolumes", parameters, list: "volumeSet").map(Self.volume)
    }

    /// Creates an encrypted gp3 volume.
    public func createVolume(size: Int, zone: String, tags: [String: String], clientToken: String) async throws
        -> Volume
    {
        var parameters = QueryParameters.ec2(
            ("AvailabilityZone", zone), ("Size", String(size)), ("VolumeType", "gp3"), ("Encrypted", "true"),
            ("ClientToken", clientToken))
        parameters.set(tags: tags, for: "volume")
        return Self.volume(try await change("CreateVolume", parameters, repeatability: .clientToken))
    }

    /// Grows a volume; the file system grows when it is mounted next.
    public func modifyVolume(_ id: String, size: Int) async throws {
        try await change("ModifyVolume", QueryParameters.ec2(("VolumeId", id), ("Size", String(size))))
    }

    /// Deletes a volume that is attached nowhere.
    public func deleteVolume(_ id: String) async throws {
        try await change("DeleteVolume", QueryParameters.ec2(("VolumeId", id)), repeatability: .safe)
    }

    /// Starts a snapshot. The call has no client token.
    public func createSnapshot(of volumeID: String, description: String, tags: [String: String]) async throws
        -> Snapshot
    {
        var parameters = QueryParameters.ec2(("VolumeId", volumeID), ("Description", description))
        parameters.set(tags: tags, for: "snapshot")
        return Self.snapshot(try await change("CreateSnapshot", parameters))
    }

    /// The account's own snapshots that match.
    public func describeSnapshots(_ filters: [Filter]) async throws -> [Snapshot] {
        var parameters = QueryParameters.ec2(("Owner.1", "self"))
        parameters.set(filters: filters)
        return try await pages("DescribeSnapshots", parameters, list: "snapshotSet").map(Self.snapshot)
    }

    private static func volume(_ item: XMLElement) -> Volume {
        Volume(
            id: item.text("volumeId") ?? "", size: item.text("size").flatMap { Int($0) } ?? 0,
            zone: item.text("availabilityZone") ?? "", type: item.text("volumeType") ?? "",
            isEncrypted: item.text("encrypted") == "true", state: item.text("status") ?? "",
            attachedTo: item.list("attachmentSet").compactMap { $0.text("instanceId") },
            createdAt: AWSTimestamp.parse(item.text("createTime")), tags: item.tags)
    }

    private static func snapshot(_ item: XMLElement) -> Snapshot {
        Snapshot(
            id: item.text("snapshotId") ?? "", state: item.text("status") ?? "", volumeID: item.text("volumeId") ?? "",
            size: item.text("volumeSize").flatMap { Int($0) } ?? 0, tags: item.tags)
    }
}
