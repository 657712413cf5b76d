// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatInventory
public import HimatSupport

/// The images that are remembered, the newest first, with the clusters that run them.
public struct ImageListDisplay: Displayable {
    private let images: [ImageRecord]
    private let clusters: [ClusterRecord]
    private let now: Date

    /// Joins images and clusters of an inventory.
    public init(images: [ImageRecord], clusters: [ClusterRecord], now: Date) {
        self.images = images
        self.clusters = clusters
        self.now = now
    }

    /// One object an image.
    public var document: JSONValue {
        .array(
            images.map { image in
                [
                    "reference": .string(image.reference),
                    "digest": image.digest.isEmpty ? .null : .string(image.digest),
                    "image_id": image.imageID.map { .string($0) } ?? .null,
                    "environment": image.sourceDigest.map { .string($0) } ?? .null,
                    "variant": image.variant.map { .string($0) } ?? .null,
                    "platform": image.platform.map { .string($0) } ?? .null,
                    "packages": packages(image).map { .int($0) } ?? .null, "size": image.size.map { .int($0) } ?? .null,
                    "built_at": .string(image.createdAt.formatted(.iso8601)),
                    "last_seen": .string(image.lastSeen.formatted(.iso8601)),
                    "clusters": .array(users(image).map { .string($0.identity.description) }),
                ]
            })
    }

    /// One line an image.
    public func text(_ palette: Palette) -> String {
        if images.isEmpty { return "No images are known.\n" }
        var table = Table([
            "reference", "digest", "environment", "packages", "size", "built", "clusters",
        ])
        for image in images {
            let names = users(image).map(\.identity.name).joined(separator: " ")
            let digest = image.digest.isEmpty ? "not pushed" : String(image.digest.prefix(19))
            let environment = image.sourceDigest.map { String($0.prefix(12)) } ?? "-"
            let size = image.size.map(ByteCount.text) ?? "-"
            let age = Elapsed.text(from: image.createdAt, to: now) + " ago"
            table.add([
                image.reference, digest, environment, packages(image).map { "\($0)" } ?? "-", size, age,
                names.isEmpty ? "-" : names,
            ])
        }
        return table.text()
    }

    private func packages(_ image: ImageRecord) -> Int? {
        guard let lock = image.lock.flatMap({ try? JSONValue.parse($0) }) else { return nil }
        return (lock["conda"]?.array?.count ?? 0) + (lock["pip"]?.array?.count ?? 0)
    }

    /// The clusters whose image is this one, by digest or, where they name a tag, by name.
    private func users(_ image: ImageRecord) -> [ClusterRecord] {
        clusters.filter { cluster in
            guard let used = cluster.facts.workerImage.flatMap({ ImageReference($0) }) else { return false }
            if let digest = used.digest { return digest == image.digest }
            return used == ImageReference(image.reference)
        }
    }
}
