// SPDX-License-Identifier: MIT
import HimatCore

/// The inventory as a help: an image is built and found without it, and a warning says that it was not there.
struct ImageMemory {
    private let runtime: Runtime
    private let console: Console
    private let inventory: Inventory?

    init(_ runtime: Runtime, _ console: Console) {
        self.runtime = runtime
        self.console = console
        do {
            inventory = try runtime.openInventory()
        } catch {
            inventory = nil
            console.warn(
                "what is built is not remembered: \((error as? HimatError)?.message ?? String(describing: error))")
        }
    }

    func images() -> [ImageRecord] { (try? inventory?.images()) ?? [] }

    /// - Parameter isOwnName: the name was made from the hash, so that this build takes the place of the one before, unless that
    ///   was pushed.
    func remember(_ reference: ImageReference, _ image: EngineImageDetails, _ lock: ImageLock?, isOwnName: Bool) {
        let now = runtime.clock.now()
        let record = ImageRecord(
            reference: reference.description, digest: "", imageID: image.id, platform: image.platform,
            variant: image.labels[ImageLabel.variant], size: image.size,
            sourceDigest: image.labels[ImageLabel.environment], lock: lock?.document.rendered(), createdAt: now,
            lastSeen: now)
        attempt { inventory in
            let known = try inventory.images().filter { ImageReference($0.reference)?.name == reference.name }
            // One that was pushed already is remembered by its digest.
            if known.contains(where: { $0.imageID == image.id && $0.reference == record.reference }) { return }
            if isOwnName { for old in known where old.digest.isEmpty { try inventory.forget(old) } }
            try inventory.remember(record)
        }
    }

    /// The image is in its registry now.
    func remember(_ pushed: PushedImage, _ image: EngineImageDetails) {
        let now = runtime.clock.now()
        attempt { inventory in
            try inventory.remember(
                ImageRecord(
                    reference: pushed.reference.description, digest: pushed.digest, imageID: image.id, createdAt: now,
                    lastSeen: now))
        }
    }

    private func attempt(_ body: (Inventory) throws -> Void) {
        guard let inventory else { return }
        do {
            try body(inventory)
        } catch {
            console.warn("the image is not remembered: \((error as? HimatError)?.message ?? String(describing: error))")
        }
    }
}
