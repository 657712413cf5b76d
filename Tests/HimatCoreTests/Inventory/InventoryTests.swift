// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite struct InventoryTests {
    private let folder: TemporaryFolder
    private let inventory: Inventory
    private let demo = ClusterIdentity(account: "123456789012", region: "eu-west-1", name: "demo")
    private let now = Date(timeIntervalSince1970: 1_767_225_600)

    init() throws {
        folder = try TemporaryFolder()
        inventory = try Inventory.open(at: folder.file("inventory.sqlite"))
    }

    @Test func whatIsNotSaidIsKeptAndAnEmptyTextClears() throws {
        try inventory.remember(
            demo, ClusterFacts(state: "ready", version: "1.36", spotNodes: 4, createdAt: now), at: now)
        try inventory.remember(demo, ClusterFacts(jupyterURL: "http://a/lab", daskURL: "http://a/status"), at: now + 60)
        try inventory.remember(demo, ClusterFacts(spotNodes: 0, daskURL: ""), at: now + 120)
        let record = try #require(try inventory.clusters().first)
        #expect(
            record.facts
                == ClusterFacts(
                    state: "ready", version: "1.36", spotNodes: 0, jupyterURL: "http://a/lab", createdAt: now))
        #expect(record.lastSeen == now + 120)
    }

    @Test func oneNameInTwoRegionsIsTwoClusters() throws {
        let other = ClusterIdentity(account: "123456789012", region: "us-east-1", name: "demo")
        try inventory.remember(demo, ClusterFacts(state: "ready"), at: now)
        try inventory.remember(other, ClusterFacts(state: "hibernated"), at: now)
        #expect(try inventory.clusters(matching: "demo").count == 2)
        #expect(try inventory.clusters(matching: "us-east-1/demo").map(\.identity) == [other])
        #expect(try inventory.clusters(matching: "123456789012/eu-west-1/demo").map(\.identity) == [demo])
        #expect(try inventory.clusters(matching: "a/123456789012/eu-west-1/demo").isEmpty)
        #expect(try inventory.clusters(matching: "").isEmpty)
    }

    @Test func oneLayersResourcesReplaceOnlyItsOwn() throws {
        func record(_ layer: String, _ address: String) -> ResourceRecord {
            ResourceRecord(layer: layer, address: address, id: address + "-1", lastSeen: now)
        }
        try inventory.replaceResources(
            of: demo, layer: "eks", with: [record("eks", "vpc"), record("eks", "subnet")], at: now)
        try inventory.replaceResources(of: demo, layer: "k8s", with: [record("k8s", "service")], at: now)
        try inventory.replaceResources(of: demo, layer: "eks", with: [record("eks", "vpc")], at: now)
        #expect(try inventory.resources(of: demo).map(\.address) == ["vpc", "service"])
    }

    @Test func theJournalTellsWhatBeganWithoutAnEnd() throws {
        let step = StepRecord(run: "r1", layer: "eks", address: "vpc", verb: "create")
        let number = try inventory.begin(step, on: demo, at: now)
        #expect(try inventory.lastStep(of: "vpc", layer: "eks", on: demo)?.outcome == nil)
        #expect(try inventory.lastStep(of: "vpc", layer: "k8s", on: demo) == nil)
        try inventory.end(step: number, outcome: "done", detail: "vpc-1", at: now)
        #expect(try inventory.lastStep(of: "vpc", layer: "eks", on: demo)?.detail == "vpc-1")
    }

    @Test func historyIsNewestFirst() throws {
        for number in 0..<3 {
            try inventory.begin(
                RunRecord(id: "r\(number)", layer: "eks", verb: "apply", startedAt: now + Double(number)), on: demo)
            try inventory.add(EventRecord(at: now, run: "r\(number)", message: "event \(number)"), to: demo)
        }
        try inventory.end(run: "r1", outcome: "failed", summary: "no quota", at: now + 9)
        #expect(try inventory.runs(of: demo, limit: 2).map(\.id) == ["r2", "r1"])
        #expect(try inventory.runs(of: demo)[1].summary == "no quota")
        #expect(try inventory.events(of: demo).map(\.message) == ["event 2", "event 1", "event 0"])
    }

    @Test func imagesAndVolumesOutliveClusters() throws {
        let image = ImageRecord(
            reference: "repo:1", digest: "sha256:aa", platform: "linux/amd64", size: 5, createdAt: now, lastSeen: now)
        let volume = VolumeRecord(
            id: "vol-1", cluster: demo, zone: "eu-west-1a", gib: 20, state: VolumeRecord.retained, lastSeen: now)
        try inventory.remember(image)
        try inventory.replaceVolumes(of: demo, with: [volume])
        try inventory.remember(demo, ClusterFacts(state: "ready"), at: now)
        try inventory.forget(demo)
        #expect(try inventory.clusters().isEmpty)
        #expect(try inventory.images() == [image])
        #expect(try inventory.volumes() == [volume])
        try inventory.replaceVolumes(of: demo, with: [])
        #expect(try inventory.volumes().isEmpty)
    }

    @Test func aSearchOfOneRegionBuriesOnlyWhatItDidNotFindThere() throws {
        let lost = ClusterIdentity(account: demo.account, region: demo.region, name: "lost")
        let elsewhere = ClusterIdentity(account: demo.account, region: "us-east-1", name: "lost")
        for cluster in [lost, elsewhere] {
            try inventory.remember(cluster, ClusterFacts(state: "ready", jupyterURL: "http://x"), at: now)
        }
        let found = DiscoveredCluster(identity: demo, facts: ClusterFacts(state: "ready", version: "1.36"))
        let summary = try inventory.adopt(
            [found], in: DiscoveryScope(account: demo.account, region: demo.region), at: now)
        #expect(summary == SyncSummary(found: [demo], gone: [lost]))
        #expect(try inventory.clusters().map(\.facts.state) == ["ready", "destroyed", "ready"])
        #expect(try inventory.clusters().map(\.facts.jupyterURL) == [nil, nil, "http://x"])
    }

    @Test func textsOfEveryKindComeBackUnchanged() throws {
        for text in ["'; DROP TABLE clusters; --", "nul\u{0}inside", "日本語 🚀", String(repeating: "x", count: 100_000)] {
            try inventory.remember(demo, ClusterFacts(endpoint: text), at: now)
            #expect(try inventory.clusters().first?.facts.endpoint == text)
        }
    }
}
