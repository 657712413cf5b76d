// SPDX-License-Identifier: MIT
import HimatCore

/// An image with what is in it: from the inventory, which needs no engine, else out of the image itself.
struct KnownImage: Sendable {
    let reference: String
    let digest: String?
    let imageID: String?
    let size: Int?
    let platform: String?
    let lock: ImageLock

    /// The image a user means: its name, digest, id or environment hash, the last two may be cut off; without a word the
    /// one that was built last.
    /// - Throws: `HimatError`: (not found) when neither the inventory nor the engine knows it or its lock.
    static func find(_ word: String?, _ runtime: Runtime) async throws -> KnownImage {
        let records = (try? runtime.openInventory().images()) ?? []
        if let record = records.first(where: { matches($0, word) }), let image = try KnownImage(record) { return image }
        guard let word else {
            throw HimatError(.notFound, "No image was built here yet", nextStep: "himat-image build")
        }
        let engine = try await EngineClient.connect(
            runtime.environment, sender: HTTPClient(environment: runtime.environment))
        let image = try await engine.imageMeant(by: word)
        guard let lock = try await LockReader(engine: engine).lock(of: image.id) else {
            throw HimatError(
                .notFound, "\(word) has no \(ImageLock.path): himat-image did not build it",
                nextStep: "himat-image build makes images that say what is in them")
        }
        return KnownImage(
            reference: word, digest: nil, imageID: image.id, size: image.size, platform: image.platform, lock: lock)
    }

    private init(
        reference: String, digest: String?, imageID: String?, size: Int?, platform: String?, lock: ImageLock
    ) {
        self.reference = reference
        self.digest = digest
        self.imageID = imageID
        self.size = size
        self.platform = platform
        self.lock = lock
    }

    /// Nil when the inventory does not know what is in it.
    private init?(_ record: ImageRecord) throws {
        guard let text = record.lock else { return nil }
        self.init(
            reference: record.reference, digest: record.digest.isEmpty ? nil : record.digest, imageID: record.imageID,
            size: record.size, platform: record.platform, lock: try ImageLock(try JSONValue.parse(text)))
    }

    private static func matches(_ record: ImageRecord, _ word: String?) -> Bool {
        guard let word else { return true }
        if let digest = ImageReference(word)?.digest { return record.digest == digest }
        if let typed = ImageReference(word), typed == ImageReference(record.reference) { return true }
        let hash = word.hasPrefix("sha256:") ? String(word.dropFirst(7)) : word
        guard hash.utf8.count >= 6, hash.allSatisfy(\.isHexDigit) else { return false }
        return [record.digest, record.imageID, record.sourceDigest].contains { known in
            (known ?? "").replacing("sha256:", with: "").hasPrefix(hash)
        }
    }
}
