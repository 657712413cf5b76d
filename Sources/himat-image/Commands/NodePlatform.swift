// SPDX-License-Identifier: MIT
import HimatCore

/// What the nodes of stage one run.
enum NodePlatform {
    /// `os/architecture` as images name it.
    static let name = "linux/amd64"

    /// The refusal of an image that cannot run there.
    static func mismatch(_ reference: String, _ platforms: [String]) -> HimatError {
        let built = platforms.isEmpty ? "no platform that is named" : platforms.joined(separator: ", ")
        return HimatError(
            .preflightRefused, "\(reference) is built for \(built); the nodes are \(name)",
            nextStep: "himat-image build --platform \(name) --push --use")
    }
}

extension ImageReference {
    /// Reads a reference that a user typed.
    /// - Throws: `HimatError` (usage).
    static func parse(_ text: String, for verb: String) throws -> ImageReference {
        guard let image = ImageReference(text) else {
            throw HimatError(
                .usage, "\"\(text)\" is no image reference",
                nextStep: "himat-image \(verb) registry/name:tag, or registry/name@sha256:<64 hex digits>")
        }
        return image
    }
}
