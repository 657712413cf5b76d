// SPDX-License-Identifier: MIT
import HimatConfig
import HimatSupport
import Testing

@Suite struct ConfigLoaderTests {
    @Test func withoutAnyFileTheNameIsAskedForAndInitIsNamed() throws {
        let folder = try ConfigFolder()
        #expect(
            folder.refusal() == """
                The configuration has a problem
                  cluster_name is not set; there is no himat.yaml here: himat-eks init writes one
                next: change what is named above, then check with: himat-eks validate
                """)
    }

    @Test func aNamedFileThatIsMissingIsRefused() throws {
        let folder = try ConfigFolder(["himat.yaml": "cluster_name: a\n"])
        #expect(folder.refusal(path: "other.yaml")?.hasPrefix("The configuration other.yaml does not exist") == true)
    }

    @Test func aFolderInPlaceOfTheFileIsRefused() throws {
        let folder = try ConfigFolder()
        #expect(folder.refusal(path: ".") == "The configuration . is not a file")
        #expect(folder.refusal(path: "/dev/zero") == "The configuration /dev/zero is not a file")
    }

    @Test func aNameAloneGivesEveryDefault() throws {
        let loaded = try ConfigFolder(["himat.yaml": "cluster_name: snow\n"]).load()
        #expect(loaded.config == ClusterConfig(clusterName: "snow"))
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.files == ["himat.yaml"])
        #expect(loaded.origin("cluster_name").description == "himat.yaml:1:15")
        #expect(loaded.origin("spot_node_count").description == "default")
    }

    @Test func flagBeatsEnvironmentBeatsYAMLBeatsTFVars() throws {
        let folder = try ConfigFolder([
            "himat.yaml": "cluster_name: b\nspot_node_count: 3\nhibernate: true\njupyter_port: 8080\n",
            "terraform.tfvars": "cluster_name = \"a\"\nspot_node_count = 4\nhibernate = false\njupyter_mb_ram = 5000\n",
        ])
        folder.variables = ["HIMAT_SPOT_NODE_COUNT": "2", "HIMAT_JUPYTER_PORT": "81", "HIMAT_HIBERNATE": ""]
        let loaded = try folder.load(flags: ["spot-node-count": "1"])
        #expect(loaded.config.spotNodeCount == 1)
        #expect(loaded.config.jupyterPort == 81)
        #expect(loaded.config.hibernate)
        #expect(loaded.config.clusterName == "b")
        #expect(loaded.config.jupyterMBRAM == 5000)
        #expect(loaded.origin("spot_node_count").description == "--set spot-node-count")
        #expect(loaded.origin("jupyter_port").description == "HIMAT_JUPYTER_PORT")
        #expect(loaded.origin("jupyter_mb_ram").description == "terraform.tfvars:4:18")
        #expect(loaded.files == ["himat.yaml", "terraform.tfvars"])
        #expect(
            loaded.warnings.map(\.message).first
                == "terraform.tfvars also sets what himat.yaml leaves out: jupyter_mb_ram")
    }

    @Test func aNamedFileIsReadAlone() throws {
        let folder = try ConfigFolder([
            "himat.yaml": "cluster_name: b\nspot_node_count: 9\n", "my.tfvars": "cluster_name = \"c\"\n",
        ])
        let loaded = try folder.load(path: "my.tfvars")
        #expect(loaded.config.clusterName == "c")
        #expect(loaded.config.spotNodeCount == 3)
        #expect(loaded.editableFile == "my.tfvars")
    }

    @Test func nullMeansTheDefaultAndHidesWeakerSources() throws {
        let folder = try ConfigFolder([
            "himat.yaml": "cluster_name: b\nspot_price:\n", "terraform.tfvars": "spot_price = 0.2\n",
        ])
        #expect(try folder.load().config.spotPrice == nil)
    }

    @Test func everyTypeIsReadFromYAML() throws {
        let text = """
            cluster_name: "snow-1"
            cluster_region: us-gov-west-1
            cluster_version: 1.30
            spot_instance_types: [m5.xlarge, m7i-flex.xlarge]
            spot_price: 1
            dask_worker_count: auto
            allowed_cidrs: [203.0.113.7/32]
            api_public_access_cidrs:
              - 198.51.100.0/24
            s3_buckets: [in, out:rw]
            volume_retention: snapshot
            tags: {team: snow, cost: 12, empty: }
            vpc_cidr: 10.7.0.0/20
            """.replacing("[in, out:rw]", with: "[my-in, my-out:rw]")
        let config = try ConfigFolder(["himat.yaml": text]).load().config
        #expect(config.clusterVersion == "1.30")
        #expect(config.spotInstanceTypes == ["m5.xlarge", "m7i-flex.xlarge"])
        #expect(config.spotPrice == 1)
        #expect(config.daskWorkerCount == nil)
        #expect(config.allowedCIDRs == [CIDR("203.0.113.7/32")].compactMap(\.self))
        #expect(config.apiPublicAccessCIDRs == [CIDR("198.51.100.0/24")].compactMap(\.self))
        #expect(
            config.s3Buckets == [
                S3BucketGrant(name: "my-in", isWritable: false), S3BucketGrant(name: "my-out", isWritable: true),
            ])
        #expect(config.volumeRetention == .snapshot)
        #expect(config.tags == ["team": "snow", "cost": "12", "empty": ""])
        #expect(config.vpcCIDR.description == "10.7.0.0/20")
    }

    @Test func everyTypeIsReadFromTheEnvironment() throws {
        let folder = try ConfigFolder()
        folder.variables = [
            "HIMAT_CLUSTER_NAME": "snow", "HIMAT_ALLOWED_CIDRS": "203.0.113.7/32, 198.51.100.0/24",
            "HIMAT_TAGS": "team=snow,url=a=b", "HIMAT_HIBERNATE": "true", "HIMAT_SPOT_PRICE": "0.2",
            "HIMAT_DASK_WORKER_COUNT": "auto", "HIMAT_SPOT_NODE_COUT": "2", "HIMAT_JUPYTER_TOKEN": "s3cret",
        ]
        let loaded = try folder.load()
        #expect(loaded.config.allowedCIDRs == [CIDR("203.0.113.7/32"), CIDR("198.51.100.0/24")].compactMap(\.self))
        #expect(loaded.config.tags == ["team": "snow", "url": "a=b"])
        #expect(loaded.config.hibernate)
        #expect(loaded.config.spotPrice == 0.2)
        #expect(
            loaded.warnings.map(\.description) == [
                "HIMAT_SPOT_NODE_COUT: no setting has this name; did you mean HIMAT_SPOT_NODE_COUNT?"
            ])
    }

    @Test func theRecipesOwnFileLoadsWithOneWarning() throws {
        let loaded = try ConfigFolder(["terraform.tfvars": recipeTFVars]).load()
        #expect(loaded.config.clusterVersion == "1.10")
        #expect(loaded.config.daskWorkerCount == 100)
        #expect(loaded.config.spotPrice == 0.192)
        #expect(loaded.config.configMapOutputPath == "./config_map.yml")
        #expect(
            loaded.warnings.map(\.description) == [
                "terraform.tfvars: nodes had AmazonS3FullAccess, now they have none; for private buckets add "
                    + "s3_buckets = [\"my-bucket\", \"my-results:rw\"] (public ones need nothing)"
            ])
    }

    @Test func retiredNamesLoadWithAWarning() throws {
        let text = """
            cluster_name = "a"
            spot_pool_size = "4"
            jupyter_volume_gb = 20
            apply_config_map = true
            apply_kubeconfig = false
            s3_buckets = []
            """
        let loaded = try ConfigFolder(["terraform.tfvars": text]).load()
        #expect(loaded.config.spotNodeCount == 4)
        #expect(loaded.config.jupyterGBStorage == 20)
        #expect(
            loaded.warnings.map(\.message) == [
                "'spot_pool_size' is called 'spot_node_count' now",
                "'jupyter_volume_gb' is called 'jupyter_gb_storage' now",
                "'apply_config_map' has no effect any more: nodes join through access entries now",
                "'apply_kubeconfig' has no effect any more: "
                    + "himat-eks kubeconfig writes the file, --merge adds it to ~/.kube/config",
            ])
        #expect(loaded.warnings.first?.origin?.description == "terraform.tfvars:2:1")
    }
}
