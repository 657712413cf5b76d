// SPDX-License-Identifier: MIT
import HimatCore

/// What a build came to.
struct BuildReport: Displayable {
    let reference: ImageReference
    let image: EngineImageDetails
    let isNew: Bool
    let changed: [String]
    let lock: ImageLock?
    let cached: Int
    let steps: Int
    var pushed: PushedImage?

    var document: JSONValue {
        [
            "image": pushed.map { .string($0.pinned.description) } ?? .null,
            "digest": pushed.map { .string($0.digest) } ?? .null,
            "reference": .string(reference.description), "image_id": .string(image.id), "built": .bool(isNew),
            "size": .int(image.size), "platform": .string(image.platform),
            "environment": .string(image.labels[ImageLabel.environment] ?? ""),
            "variant": .string(image.labels[ImageLabel.variant] ?? ""), "python": .string(lock?.python ?? ""),
            "packages": lock.map { .int($0.count) } ?? .null, "changed": .array(changed.map(JSONValue.string)),
        ]
    }

    func text(_ palette: Palette) -> String {
        var facts = [ByteCount.text(image.size), image.platform]
        if let lock { facts.append("\(lock.count) packages, Python \(lock.python)") }
        let what =
            isNew ? "built (\(cached) of \(steps) steps as before)" : "nothing to do: there is an image of exactly this"
        return "image = \(pushed?.pinned ?? reference)\n\(what); \(facts.joined(separator: ", "))\n"
    }
}
