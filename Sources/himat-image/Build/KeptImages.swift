// SPDX-License-Identifier: MIT
import HimatCore

/// Which images somebody still names: the configuration, a cluster, the inventory.
struct KeptImages {
    private var ids: Set<String>
    private var references: Set<ImageReference>

    init(records: [ImageRecord], clusters: [ClusterRecord], configured: String?) {
        ids = Set(records.compactMap(\.imageID))
        let named = clusters.compactMap(\.facts.workerImage) + [configured].compactMap { $0 }
        let known = (named + records.map(\.reference)).compactMap { ImageReference($0) }
        // A cluster names tag and digest; the engine knows the image by its tag.
        references = Set(known + known.compactMap(\.byTag))
    }

    func contains(_ image: EngineImage) -> Bool {
        ids.contains(image.id) || image.tags.compactMap { ImageReference($0) }.contains { references.contains($0) }
    }
}
