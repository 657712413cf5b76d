// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

@Suite struct KeptImagesTests {
    private let digest = "sha256:" + String(repeating: "a", count: 64)

    private func kept(running image: String, configured: String? = nil) -> KeptImages {
        let cluster = ClusterIdentity(account: "123456789012", region: "eu-west-1", name: "a")
        let record = ClusterRecord(
            identity: cluster, facts: ClusterFacts(workerImage: image), lastSeen: ManualClock().now())
        return KeptImages(records: [], clusters: [record], configured: configured)
    }

    @Test func whatNobodyNamesIsNotKept() {
        let kept = kept(running: "ghcr.io/team/image:1@\(digest)")
        #expect(!kept.contains(id: "sha256:1", tags: ["ghcr.io/team/image:2", "ghcr.io/team/other:1"]))
        #expect(!kept.contains(id: "sha256:1", tags: []))
    }

    /// The engine of this machine knows it by the tag, whatever digest the registry gave it.
    @Test func anImageThatAClusterRunsByTagAndDigestIsKeptByItsTag() {
        #expect(
            kept(running: "ghcr.io/team/image:1@\(digest)").contains(id: "sha256:1", tags: ["ghcr.io/team/image:1"]))
    }

    @Test func theConfiguredImageIsKept() {
        #expect(kept(running: "", configured: "a/b:1").contains(id: "sha256:1", tags: ["docker.io/a/b:1"]))
    }
}
