// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatInventoryCommand

@Suite struct InventoryImagesTests {
    private let inventory: Inventory
    private let folder: TemporaryFolder
    private let digest = "sha256:" + String(repeating: "a", count: 64)

    init() throws {
        folder = try TemporaryFolder()
        inventory = try Inventory.open(at: folder.file("inventory.sqlite"))
    }

    private func run(_ arguments: String...) async -> String {
        let output = BufferOutput()
        let inventory = inventory
        let runtime = Runtime.test(output: output, inventory: { inventory })
        #expect(await CommandRunner.run(InventoryRoot.self, arguments, in: runtime) == 0)
        return output.text
    }

    @Test func anImageIsShownWithTheClustersThatRunIt() async throws {
        let now = ManualClock().now()
        let lock = "{\"conda\": [{}], \"pip\": [{}, {}], \"apt\": [{}]}"
        try inventory.remember(
            ImageRecord(
                reference: "ghcr.io/team/image:1", digest: digest, variant: "pip", size: 1_890_000_000,
                sourceDigest: "0123456789abcdef", lock: lock, createdAt: now - 3600, lastSeen: now))
        for (name, image) in [("a", "ghcr.io/team/image@\(digest)"), ("b", "other/image:1")] {
            let cluster = ClusterIdentity(account: "123456789012", region: "eu-west-1", name: name)
            try inventory.remember(cluster, ClusterFacts(state: "ready", workerImage: image), at: now)
        }
        #expect(
            await run("images").hasSuffix(
                "ghcr.io/team/image:1  sha256:aaaaaaaaaaaa  0123456789ab  3         1.9 GB  1 h 00 min ago  a\n"))
        let document = try JSONValue.parse(await run("images", "-o", "json"))
        #expect(document[0]?["clusters"] == ["123456789012/eu-west-1/a"])
        #expect(document[0]?["packages"]?.int == 3)
    }

    @Test func anEmptyInventorySaysSo() async { #expect(await run("images") == "No images are known.\n") }
}
