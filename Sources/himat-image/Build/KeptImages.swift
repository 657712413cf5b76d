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

    func contains(_ image: EngineImage) -> Bool { contains(id: image.id, tags: image.tags) }

    func contains(id: String, tags: [String]) -> Bool {
        ids.contains(id) || tags.compactMap { ImageReference($0) }.contains { references.contains($0) }
    }
}
