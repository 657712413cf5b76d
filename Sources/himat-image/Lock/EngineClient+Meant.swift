// SPDX-License-Identifier: MIT
import HimatCore

extension EngineClient {
    /// The image a user means by its name, its id or its environment hash; the last two may be cut off.
    /// - Throws: `HimatError` (not found).
    func imageMeant(by word: String) async throws -> EngineImageDetails {
        let isID = word.hasPrefix("sha256:") && !word.contains("/")
        if isID || ImageReference(word) != nil {
            let name = isID ? word : ImageReference(word)?.description ?? word
            if let image = try await image(name) { return image }
        }
        if word.utf8.count >= 6, word.allSatisfy(\.isHexDigit) {
            let ours = try await images(labelled: [ImageLabel.version])
            let meant = ours.first {
                $0.labels[ImageLabel.environment]?.hasPrefix(word) == true || $0.id.hasPrefix("sha256:\(word)")
            }
            if let meant, let image = try await image(meant.id) { return image }
        }
        throw HimatError(
            .notFound, "Neither the inventory nor the engine at \(endpoint.address) knows an image \(word)",
            nextStep: "himat-image list, or himat-image build")
    }
}
