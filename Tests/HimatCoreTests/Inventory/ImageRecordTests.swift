// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite struct ImageRecordTests {
    private let folder: TemporaryFolder
    private let inventory: Inventory
    private let now = Date(timeIntervalSince1970: 1_767_225_600)

    init() throws {
        folder = try TemporaryFolder()
        inventory = try Inventory.open(at: folder.file("inventory.sqlite"))
    }

    private func record(digest: String = "", id: String? = "sha256:1", lock: String? = nil) -> ImageRecord {
        ImageRecord(reference: "repo:1", digest: digest, imageID: id, lock: lock, createdAt: now, lastSeen: now)
    }

    @Test func aPushedImageIsTheOneThatWasBuilt() throws {
        try inventory.remember(record(lock: "{}"))
        try inventory.remember(record(digest: "sha256:aa", id: nil))
        #expect(try inventory.images() == [record(digest: "sha256:aa", lock: "{}")])
    }

    @Test func anotherBuildOfTheSameNameTakesNothingOver() throws {
        try inventory.remember(record(lock: "{}"))
        try inventory.remember(record(id: "sha256:2"))
        #expect(try inventory.images() == [record(id: "sha256:2")])
    }

    @Test func aBuildAfterAPushLeavesThePushedOneAlone() throws {
        try inventory.remember(record(lock: "{}"))
        try inventory.remember(record(digest: "sha256:aa"))
        try inventory.remember(record(id: "sha256:2"))
        #expect(try inventory.images().map(\.digest) == ["", "sha256:aa"])
        try inventory.remember(record(digest: "sha256:bb", id: "sha256:2"))
        #expect(try inventory.images().map(\.digest) == ["sha256:aa", "sha256:bb"])
    }

    @Test func pushingAnImageThatWasNotBuiltHereIsRemembered() throws {
        try inventory.remember(record(id: "sha256:1"))
        try inventory.remember(record(digest: "sha256:cc", id: "sha256:9"))
        #expect(try inventory.images().count == 2)
        try inventory.forget(record(digest: "sha256:cc"))
        #expect(try inventory.images() == [record()])
    }
}
