// SPDX-License-Identifier: MIT
import Foundation
import HimatConfig
import HimatTestSupport
import Testing

/// The numbered files of `Examples/` are documentation, so they have to load and to run.
@Suite struct ExampleTests {
    static let names = ["01-minimal", "02-spot-types", "03-private-buckets", "04-hibernate", "05-shared-group"]

    private func load(_ name: String) throws -> LoadedConfig {
        let text = try String(contentsOfFile: PackageFolder.path("Examples/\(name).yaml"), encoding: .utf8)
        return try ConfigFolder(["himat.yaml": text]).load()
    }

    @Test func everyExampleIsTested() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: PackageFolder.path("Examples"))
        #expect(files.filter { $0.hasSuffix(".yaml") }.sorted() == Self.names.map { $0 + ".yaml" })
    }

    @Test(arguments: names)
    func nothingIsRefusedOrWarnedOf(_ name: String) throws {
        let loaded = try load(name)
        #expect(loaded.warnings.isEmpty)
        #expect(ConfigFindings(loaded, versions: SupportedVersions(standard: ["1.36", "1.35"])).all.isEmpty)
    }

    @Test func theyShowWhatTheySay() throws {
        #expect(try load("01-minimal").origins.count == 2)
        #expect(try load("02-spot-types").config.spotInstanceTypes?.count == 6)
        #expect(try load("03-private-buckets").config.s3Buckets.map(\.isWritable) == [false, true])
        #expect(try load("04-hibernate").config.hibernate)
        #expect(try load("05-shared-group").config.volumeRetention == .snapshot)
    }

    @Test func theSettingsOf2018Load() throws {
        let text = try String(contentsOfFile: PackageFolder.path("Examples/demo/terraform.tfvars"), encoding: .utf8)
        let loaded = try ConfigFolder(["terraform.tfvars": text]).load()
        #expect(loaded.config.clusterVersion == "1.10")
        #expect(!ConfigFindings(loaded, versions: SupportedVersions(standard: ["1.36"])).all.isEmpty)
    }
}
