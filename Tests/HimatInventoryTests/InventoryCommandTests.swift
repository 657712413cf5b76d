// SPDX-License-Identifier: MIT
import ArgumentParser
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatInventoryCommand

@Suite struct InventoryCommandTests {
    private let folder: TemporaryFolder
    private let inventory: Inventory
    private let clock = ManualClock()
    private var path: String { folder.file("inventory.sqlite") }

    init() throws {
        folder = try TemporaryFolder()
        inventory = try Inventory.open(at: folder.file("inventory.sqlite"))
    }

    private func run(_ arguments: String...) async -> (status: Int32, output: String, errors: String) {
        let (output, errors) = (BufferOutput(), BufferOutput())
        let path = path
        let runtime = Runtime.test(
            clock: clock, output: output, errors: errors, inventory: { try Inventory.open(at: path) })
        let status = await CommandRunner.run(InventoryRoot.self, arguments, in: runtime)
        return (status, output.text, errors.text)
    }

    private func fill() throws {
        let now = clock.now()
        let facts = ClusterFacts(
            state: ClusterState.ready, version: "1.36", stableNodes: 1, spotNodes: 4,
            jupyterURL: "http://a.elb.amazonaws.com:80/lab",
            daskURL: "http://a.elb.amazonaws.com:80/proxy/dask-scheduler:8787/status", createdAt: now - 7800)
        try inventory.remember(cluster("eu-west-1", "demo"), facts, at: now - 90)
        try inventory.remember(cluster("us-east-1", "demo"), ClusterFacts(state: ClusterState.hibernated), at: now)
        try inventory.remember(cluster("eu-west-1", "old"), ClusterFacts(state: ClusterState.destroyed), at: now)
    }

    private func cluster(_ region: String, _ name: String) -> ClusterIdentity {
        ClusterIdentity(account: "123456789012", region: region, name: name)
    }

    @Test func anEmptyInventorySaysSo() async throws {
        let run = await run("list")
        #expect(run.status == 0)
        #expect(run.output == "No clusters are known.\n")
        #expect(await self.run("list", "-o", "json").output == "[\n\n]\n")
    }

    @Test func theListShowsBothURLsAndWhenTheyWereSeen() async throws {
        try fill()
        let run = await run("list")
        #expect(
            run.output
                == """
                NAME  REGION     VERSION  NODES  STATE       AGE         JUPYTER_URL                        DASK_URL                                                        LAST SEEN
                demo  eu-west-1  1.36     1 + 4  ready       2 h 10 min  http://a.elb.amazonaws.com:80/lab  http://a.elb.amazonaws.com:80/proxy/dask-scheduler:8787/status  1 min 30 s ago
                demo  us-east-1  -        -      hibernated  -           -                                  -                                                               0.0 s ago

                """)
        #expect(await self.run("list", "--all").output.contains("destroyed"))
    }

    @Test func theListForProgramsHasEveryField() async throws {
        try fill()
        let first = try #require(try JSONValue.parse(await run("list", "-o", "json").output)[0])
        #expect(first["account"]?.string == "123456789012")
        #expect(first["spot_nodes"]?.int == 4)
        #expect(first["created_at"]?.string == "2025-12-31T21:50:00Z")
        #expect(first["endpoint"] == .null)
        #expect(await run("list", "-o", "yaml").output.contains("region: eu-west-1"))
    }

    @Test func anAmbiguousNameListsTheCandidates() async throws {
        try fill()
        let run = await run("show", "demo")
        #expect(run.status == 64)
        #expect(run.errors.contains("  123456789012/eu-west-1/demo\n  123456789012/us-east-1/demo\n"))
        #expect(run.output.isEmpty)
    }

    @Test(arguments: ["us-east-1/demo", "123456789012/us-east-1/demo"]) func aLongerNameIsEnough(name: String)
        async throws
    {
        try fill()
        let run = await run("show", name)
        #expect(run.status == 0)
        #expect(run.output.contains("state        hibernated"))
    }

    @Test func aKeptVolumeIsNamedEvenWhenItsClusterIsGone() async throws {
        let old = cluster("eu-west-1", "old")
        let volume = VolumeRecord(
            id: "vol-9", cluster: old, zone: "eu-west-1a", gib: 20, state: VolumeRecord.retained, lastSeen: clock.now())
        try inventory.remember(old, ClusterFacts(state: ClusterState.destroyed), at: clock.now())
        try inventory.replaceVolumes(of: old, with: [volume])
        #expect(await run("list").output == "No clusters are known.\nkept volume vol-9 of old (eu-west-1a, 20 GiB)\n")
        let shown = try JSONValue.parse(await run("show", "old", "-o", "json").output)
        #expect(shown["volumes"]?[0]?["gib"]?.int == 20)
    }

    @Test func anUnknownNameSaysWhereToLook() async throws {
        let run = await run("show", "demo")
        #expect(run.status == 1)
        #expect(run.errors.contains("next: himat-inventory list --all"))
    }

    @Test func showHasResourcesAndHistory() async throws {
        let demo = cluster("eu-west-1", "demo")
        let now = clock.now()
        try inventory.replaceResources(
            of: demo, layer: "eks", with: [ResourceRecord(layer: "eks", address: "vpc", id: "vpc-1", lastSeen: now)],
            at: now)
        try inventory.begin(RunRecord(id: "r1", layer: "eks", verb: "apply", startedAt: now - 60), on: demo)
        try inventory.add(EventRecord(at: now, message: "spot node lost"), to: demo)
        let text = await run("show", "demo").output
        #expect(text.contains("LAYER  RESOURCE  ID\neks    vpc       vpc-1\n"))
        #expect(text.contains("1 min 00 s ago  eks    apply    not ended"))
        #expect(text.contains("spot node lost"))
        let document = try JSONValue.parse(await run("show", "demo", "-o", "json").output)
        #expect(document["runs"]?[0]?["outcome"] == .null)
        #expect(document["resources"]?[0]?["id"]?.string == "vpc-1")
    }

    @Test func theBuiltProgramNeedsNoNetworkAndNoHome() async throws {
        try fill()
        let variables = ["HIMAT_INVENTORY": path]
        let list = try await ChildProcess.run("himat-inventory", ["list"], variables: variables)
        #expect(list.status == 0)
        #expect(list.output.contains("demo  eu-west-1"))
        #expect(try await ChildProcess.run("himat-inventory", ["show"], variables: variables).status == 64)
        #expect(try await ChildProcess.run("himat-inventory", ["--version"]).output == HimatVersion.current + "\n")
        let broken = ["HIMAT_INVENTORY": "/dev/null/inventory.sqlite"]
        let failed = try await ChildProcess.run("himat-inventory", ["list"], variables: broken)
        #expect(failed.status == 1)
        #expect(failed.errors.hasPrefix("error: Cannot prepare the inventory"))
    }
}
