// SPDX-License-Identifier: MIT
import HimatConfig
import HimatSupport
import Testing

@Suite struct ConfigReferenceTests {
    @Test func anInitialFileSetsOnlyNameAndRegion() throws {
        let initial = InitialConfig(clusterName: "snow", region: "us-west-2")
        let loaded = try ConfigFolder(["himat.yaml": initial.text]).load()
        var expected = ClusterConfig(clusterName: "snow")
        expected.clusterRegion = "us-west-2"
        #expect(loaded.config == expected)
        #expect(loaded.origins.count == 2)
    }

    @Test func everyCommentedKeyOfAnInitialFileMayBeUncommented() throws {
        let text = InitialConfig(clusterName: "snow", region: "us-west-2").text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("#") && !line.hasPrefix("# ") ? line.dropFirst() : line
        }
        let loaded = try ConfigFolder(["himat.yaml": lines.joined(separator: "\n")]).load()
        #expect(loaded.origins.count == ConfigSchema.keys.count)
        #expect(loaded.config.spotNodeCount == 3)
        #expect(loaded.config.vpcCIDR == .defaultVPC)
    }

    @Test func theTableHasARowForEveryKey() {
        let rows = ConfigReference.markdown.split(separator: "\n").dropFirst(2)
        #expect(rows.count == ConfigSchema.keys.count)
        #expect(rows.allSatisfy { $0.count { $0 == "|" } == 6 })
        #expect(rows.contains { $0.hasPrefix("| `spot_node_count` | a whole number from 0 to 450 | `3` | both |") })
        #expect(rows.contains { $0.hasPrefix("| `spot_price` | a number from 0.0001 to 1000 | no limit |") })
    }

    @Test func aKeyIsSpeltThreeWays() throws {
        let key = try #require(ConfigSchema.key("spot_node_count"))
        #expect(key.flagName == "--spot-node-count")
        #expect(key.environmentName == "HIMAT_SPOT_NODE_COUNT")
        #expect(key.defaultValue == .integer(3))
        #expect(Set(ConfigSchema.keys.map(\.name)).count == ConfigSchema.keys.count)
    }

    @Test func aConfigurationIsShownWithAllItsKeys() {
        let json = ClusterConfig(clusterName: "snow").json
        #expect(json["cluster_name"] == "snow")
        #expect(json["allowed_cidrs"] == "auto")
        #expect(json["spot_price"] == .null)
        #expect(json["s3_buckets"] == [])
        #expect(json.object?.count == ConfigSchema.keys.count)
    }
}
