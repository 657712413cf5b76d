// SPDX-License-Identifier: MIT
import HimatCore

/// Which packages the lower layers hold: those of an image that is there already, so that they are not made again, else all.
struct BaseLayers {
    let packages: PackageSet
    /// The image that has these layers.
    let image: String?

    /// The largest set that was solved for an image with the same foundation and is wholly wanted now.
    init(for recipe: ImageRecipe, among images: [EngineImage]) {
        let foundation = recipe.foundation
        let candidates = images.compactMap { image -> (base: PackageSet, image: EngineImage)? in
            guard image.labels[ImageLabel.foundation] == foundation,
                let base = image.labels[ImageLabel.base].flatMap({ PackageSet(label: $0) }),
                base.isContained(in: recipe.packages)
            else { return nil }
            return (base, image)
        }
        let best = candidates.max { ($0.base.count, $0.image.created ?? 0) < ($1.base.count, $1.image.created ?? 0) }
        packages = best?.base ?? recipe.packages
        image = best?.image.id
    }
}
