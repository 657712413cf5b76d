// SPDX-License-Identifier: MIT
import HimatConfig
import HimatSupport
import Testing

@Suite struct ConfigFindingsTests {
    private let versions = SupportedVersions(standard: ["1.36", "1.35"], extended: ["1.33"])

    private func findings(_ yaml: String, shapes: [String: InstanceShape] = [:]) throws -> [String] {
        let loaded = try ConfigFolder(["himat.yaml": "cluster_name: a\n" + yaml]).load()
        return ConfigFindings(loaded, versions: versions, shapes: shapes).all.map { "\($0.level): \($0.line)" }
    }

    @Test func theRecipeOf2018IsRefusedWithTheListOfVersions() throws {
        let loaded = try ConfigFolder(["terraform.tfvars": recipeTFVars]).load()
        let found = ConfigFindings(loaded, versions: versions)
        #expect(found.workersThatFit == 24)
        #expect(found.all.map(\.key) == ["cluster_version", "worker_image", "dask_worker_count"])
        #expect(found.all.map(\.level) == [.refused, .refused, .warning])
        let refusal = try #require(found.all.refusal)
        #expect(refusal.code == .preflightRefused)
        #expect(
            refusal.description == """
                The configuration asks for 2 things that cannot run
                  terraform.tfvars:4:19: Kubernetes 1.10 is not offered by EKS; supported: latest, 1.36, 1.35
                  terraform.tfvars:10:16: the image 'jonahjoughin/pangeo-himat:latest' is of 2018 (Python 3.6, Dask 0.x): \
                it has neither jupyter-server-proxy nor 'dask worker'; use \
                quay.io/pangeo/pangeo-notebook:2026.01.30 or name your own by himat-image use
                next: himat-eks init --from terraform.tfvars writes a himat.yaml that runs
                """)
    }

    @Test func theDefaultsHaveNothingToFind() throws { #expect(try findings("").isEmpty) }

    @Test func withoutTheListOfEKSTheVersionIsNotJudged() throws {
        let loaded = try ConfigFolder(["himat.yaml": "cluster_name: a\ncluster_version: 1.10\n"]).load()
        #expect(ConfigFindings(loaded).all.isEmpty)
    }

    @Test(arguments: [
        (
            "cluster_version: 1.33\n",
            "refused: himat.yaml:2:18: Kubernetes 1.33 is in extended support, which costs six times as much and which "
                + "HiMAT does not enter; supported: latest, 1.36, 1.35"
        ),
        (
            "dask_worker_count: 25\n",
            "warning: himat.yaml:2:20: 25 workers are asked for, about 24 fit on 3 nodes (m5.xlarge), the others would wait; "
                + "write auto, or spot_node_count: 4"
        ),
        (
            "dask_worker_mb_ram: 20000\n",
            "refused: himat.yaml:2:21: no worker of 20000 MB and 400m of CPU fits on a spot node (m5.xlarge); "
                + "choose a larger spot_instance_type or smaller workers"
        ),
        (
            "jupyter_mb_ram: 12000\n",
            "refused: notebook and scheduler ask for 18000 MB and 3000m of CPU together, but a m5.xlarge has about "
                + "14399 MB and 3580m to give; choose a larger stable_instance_type or ask for less"
        ),
    ])
    func whatCannotRunIsNamed(_ yaml: String, _ line: String) throws { #expect(try findings(yaml) == [line]) }

    @Test func whatFitsOrSleepsIsNoFinding() throws {
        #expect(try findings("dask_worker_count: 24\n").isEmpty)
        #expect(try findings("dask_worker_count: 999\nhibernate: true\n").isEmpty)
        #expect(try findings("dask_worker_count: 999\nspot_instance_type: x9.xlarge\n").isEmpty)
    }

    @Test func theSizesOfEC2GoFirstAndTheSmallestTypeCounts() throws {
        let shapes = [
            "x9.xlarge": InstanceShape(vCPU: 8, memoryMiB: 32768, maxPods: 58),
            "y9.xlarge": InstanceShape(vCPU: 2, memoryMiB: 32768, maxPods: 58),
        ]
        let lines = try findings("dask_worker_count: 99\nspot_instance_types: [x9.xlarge, y9.xlarge]\n", shapes: shapes)
        #expect(lines.first?.contains("about 9 fit on 3 nodes (x9.xlarge, y9.xlarge)") == true)
    }
}
