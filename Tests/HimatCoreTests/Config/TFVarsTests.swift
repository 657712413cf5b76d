// SPDX-License-Identifier: MIT
import HimatConfig
import HimatSupport
import Testing

@Suite struct TFVarsTests {
    @Test func everyFormIsRead() throws {
        let text = """
            cluster_name   = "snow" # words
            "cluster_region" = "us-west-2" // more
            hibernate = true /* in
            between */
            spot_node_count = "4"
            spot_price = 1.5e-1
            availability_zone = null
            config_map_output_path = ""
            allowed_cidrs = [
              "203.0.113.7/32", # me
              "198.51.100.0/24",
            ]
            spot_instance_types = ["m5.xlarge", "m5a.xlarge"]
            tags = {
              team  = "sn\\u00f6w"
              "a b" : "1", c = 5
            }
            s3_buckets = []
            """
        let config = try ConfigFolder(["terraform.tfvars": text]).load().config
        #expect(config.clusterRegion == "us-west-2")
        #expect(config.hibernate)
        #expect(config.spotNodeCount == 4)
        #expect(config.spotPrice == 0.15)
        #expect(config.availabilityZone == nil)
        #expect(config.configMapOutputPath == nil)
        #expect(config.allowedCIDRs?.map(\.description) == ["203.0.113.7/32", "198.51.100.0/24"])
        #expect(config.spotInstanceTypes == ["m5.xlarge", "m5a.xlarge"])
        #expect(config.tags == ["team": "snöw", "a b": "1", "c": "5"])
    }

    @Test func windowsLinesAndAByteOrderMarkAreRead() throws {
        let folder = try ConfigFolder(["terraform.tfvars": "\u{FEFF}cluster_name = \"a\"\r\n\r\nhibernate = true\r\n"])
        let loaded = try folder.load()
        #expect(loaded.config.hibernate)
        #expect(loaded.origin("hibernate").description == "terraform.tfvars:3:13")
    }

    @Test func escapedTemplatesAreText() throws {
        let folder = try ConfigFolder(["t.tfvars": "cluster_name = \"$${a}%%{b}$5\"\n"])
        #expect(folder.refusal(path: "t.tfvars")?.contains("not '${a}%{b}$5'") == true)
    }

    @Test(arguments: [
        "cluster_name = \"" + String(repeating: "x", count: 2_000_000) + "\"\n",
        "tags = " + String(repeating: "[", count: 100_000), "tags = " + String(repeating: "{a=", count: 100_000),
        "cluster_name = \"\u{1}\"\n", "\u{0}", "a = \"\\u12\"", "a = \"\\UFFFFFFFF\"", "a = \"\\ud800\"", "a = \"\\",
        "a = -", "/*/",
        "a = 1e999\n", "a = 99999999999999999999999999\n", "=", "a = [,]", "a = {,}", "a = [1,,2]",
    ])
    func hostileTextIsRefusedWithItsPlace(_ text: String) throws {
        let message = try #require(try ConfigFolder(["t.tfvars": text]).refusal(path: "t.tfvars"))
        #expect(message.contains("t.tfvars:1:"))
        #expect(message.utf8.count < 2000)
    }

    @Test func bytesThatAreNoUTF8AreRefused() throws {
        let source = SourceText(name: "t.tfvars", bytes: Array("a = \"".utf8) + [0xFF, 0x22, 0x0A])
        let error = #expect(throws: HimatError.self) { try MigratedConfig(from: source) }
        #expect(error?.message == "t.tfvars:1:5: this is not valid UTF-8")
    }

    @Test func randomTextNeverCrashes() throws {
        var generator = SeededGenerator(seed: 3)
        let pieces = [
            "a", " = ", "\"", "{", "}", "[", "]", ",", "\n", "1", "-", "#", "/*", "*/", "//", "\\", "$", "${", "<<",
            "true", ":", "ä",
        ]
        for _ in 0..<5000 {
            let text = (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let error = #expect(throws: HimatError.self) {
                // No random text sets cluster_name, so every one is refused, with words.
                try MigratedConfig(from: SourceText(name: "t.tfvars", text: text))
            }
            #expect(error?.code == .usage)
        }
    }
}
