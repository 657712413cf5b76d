// SPDX-License-Identifier: MIT
import HimatConfig
import HimatSupport
import Testing

@Suite struct MigratedConfigTests {
    private func migrated(_ text: String, versions: SupportedVersions? = nil) throws -> MigratedConfig {
        try MigratedConfig(from: SourceText(name: "terraform.tfvars", text: text), versions: versions)
    }

    @Test func aWrongOldFileIsRefusedWithAllItsProblems() {
        let error = #expect(throws: HimatError.self) { try migrated("cluster_name = \"A\"\nfoo = 1\n") }
        #expect(error?.message == "The configuration has 2 problems")
    }

    @Test func theRecipeBecomesAFileThatRuns() throws {
        let migrated = try migrated(recipeTFVars)
        let folder = try ConfigFolder(["himat.yaml": migrated.text, "terraform.tfvars": recipeTFVars])
        let loaded = try folder.load()
        #expect(loaded.warnings.isEmpty)
        let versions = SupportedVersions(standard: ["1.36"])
        #expect(ConfigFindings(loaded, versions: versions).all.isEmpty)
        var expected = ClusterConfig(clusterName: "himat")
        expected.clusterRegion = "us-west-2"
        expected.spotPrice = 0.192
        expected.configMapOutputPath = "./config_map.yml"
        #expect(loaded.config == expected)
    }

    @Test func everyChangedValueIsCommentedWithTheOldOne() throws {
        let migrated = try migrated(recipeTFVars)
        for lines in [
            "# was 1.10: EKS no longer offers it; latest is decided at creation and then kept\ncluster_version: latest\n",
            """
            # was jonahjoughin/pangeo-himat:latest: an image of 2018 (Python 3.6) without what JupyterLab and Dask
            # need today; himat-image use names your own
            worker_image: quay.io/pangeo/pangeo-notebook:2026.01.30

            """,
            "# was 100: about 24 fit on 3 nodes; auto fills whatever nodes there are\ndask_worker_count: auto\n",
            "\nspot_price: 0.192\n",
        ] { #expect(migrated.text.contains(lines)) }
        #expect(
            migrated.changes.map { String($0.prefix { $0 != ":" }) } == [
                "cluster_version", "worker_image", "dask_worker_count", "s3_buckets is new",
            ])
    }

    @Test func whatRunsIsKept() throws {
        let text = """
            cluster_name = "a"
            cluster_version = "1.35"
            worker_image = "quay.io/me/mine:1"
            dask_worker_count = 20
            s3_buckets = ["my-data"]
            """
        let migrated = try migrated(text)
        #expect(migrated.changes.isEmpty)
        for line in ["cluster_version: \"1.35\"", "worker_image: quay.io/me/mine:1", "dask_worker_count: 20"] {
            #expect(migrated.text.contains("\n\(line)\n"))
        }
        let later = try self.migrated(text, versions: SupportedVersions(standard: ["1.38", "1.37"]))
        #expect(later.text.contains("# was 1.35: "))
    }

    @Test func retiredNamesGetTheirNewOnes() throws {
        let migrated = try migrated(
            "cluster_name = \"a\"\nspot_pool_size = 5\napply_kubeconfig = true\ns3_buckets = []\n")
        #expect(migrated.text.contains("# was called spot_pool_size\nspot_node_count: 5\n"))
        #expect(
            migrated.changes == [
                "spot_pool_size is called spot_node_count now",
                "apply_kubeconfig is left out: himat-eks kubeconfig writes the file, --merge adds it to ~/.kube/config",
            ])
    }
}
