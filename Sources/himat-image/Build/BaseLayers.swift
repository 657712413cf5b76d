// SPDX-License-Identifier: MIT
import HimatCore

/// Which packages the lower layers hold: those of an image that is there already, so that they are not made again, else all.
enum BaseLayers {
    /// The largest set that was solved for an image with the same foundation and is wholly wanted now.
    static func choose(for recipe: ImageRecipe, among images: [EngineImage]) -> PackageSet {
        let foundation = recipe.foundation
        let candidates = images.compactMap { image -> (base: PackageSet, created: Int)? in
            guard image.labels[ImageLabel.foundation] == foundation,
                let base = image.labels[ImageLabel.base].flatMap({ PackageSet(label: $0) }),
                base.isContained(in: recipe.packages)
            else { return nil }
            return (base, image.created ?? 0)
        }
        let best = candidates.max { ($0.base.count, $0.created) < ($1.base.count, $1.created) }
        return best?.base ?? recipe.packages
    }
}
