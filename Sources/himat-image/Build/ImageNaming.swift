// SPDX-License-Identifier: MIT
import HimatCore

/// What an image is called when nobody says it.
enum ImageNaming {
    /// `--tag`; else the repository that worker_image names, when an image was pushed there from here; else a name for this
    /// machine alone.
    /// - Throws: `HimatError` (usage).
    static func reference(
        tag: String?, recipe: ImageRecipe, config: LoadedConfig?, images: [ImageRecord]
    ) throws -> ImageReference {
        if let tag {
            guard let reference = ImageReference(tag), reference.digest == nil else {
                throw HimatError(
                    .usage, "--tag \"\(tag)\" is no name for an image",
                    nextStep: "himat-image build --tag registry.example/team/image:2026-11")
            }
            return reference
        }
        let version = String(recipe.hash.prefix(12))
        if let config, config.origin("worker_image").source != .default,
            let current = ImageReference(config.config.workerImage),
            images.contains(where: { ImageReference($0.reference)?.name == current.name && !$0.digest.isEmpty }),
            let own = ImageReference("\(current.name):\(version)")
        {
            return own
        }
        let name = config?.config.clusterName ?? "image"
        guard let local = ImageReference("localhost/himat/\(name):\(version)") else {
            throw HimatError(.internalFault, "\(name) makes no name for an image")
        }
        return local
    }

    /// Whether a name means this machine alone, so that no registry can be meant.
    static func isLocal(_ reference: ImageReference) -> Bool { reference.registry == "localhost" }
}
