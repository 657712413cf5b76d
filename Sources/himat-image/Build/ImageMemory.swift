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
            console.warn("what is built is not remembered: \((error as? HimatError)?.message ?? String(describing: error))")
        }
    }

    func images() -> [ImageRecord] { (try? inventory?.images()) ?? [] }

    func remember(_ reference: ImageReference, _ image: EngineImageDetails, _ lock: ImageLock?) {
        let now = runtime.clock.now()
        let record = ImageRecord(
            reference: reference.description, digest: "", imageID: image.id, platform: image.platform,
            variant: image.labels[ImageLabel.variant], size: image.size,
            sourceDigest: image.labels[ImageLabel.environment], lock: lock?.document.rendered(), createdAt: now,
            lastSeen: now)
        do {
            // One that was pushed already is remembered by its digest.
            let isPushed = try inventory?.images().contains { $0.imageID == image.id && $0.reference == record.reference }
            if isPushed != true { try inventory?.remember(record) }
        } catch {
            console.warn("the image is not remembered: \((error as? HimatError)?.message ?? String(describing: error))")
        }
    }
}
