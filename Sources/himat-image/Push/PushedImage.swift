// SPDX-License-Identifier: MIT
import HimatCore

/// An image that is in its registry now.
struct PushedImage: Displayable, Sendable {
    /// The name it was pushed by.
    let reference: ImageReference
    /// The name that will always mean this image.
    let pinned: ImageReference
    /// The registry's digest.
    let digest: String
    /// Its size unpacked, in bytes.
    let size: Int

    var document: JSONValue {
        [
            "reference": .string(reference.description), "image": .string(pinned.description),
            "digest": .string(digest), "size": .int(size),
        ]
    }

    func text(_ palette: Palette) -> String { pinned.description + "\n" }
}
