// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

@Suite(.sandbox, .serialized)
struct CommandTests {
    @Test func initWritesAFileThatValidates() async throws {
        let world = try await EKSWorld.make()
        try FileManager.default.removeItem(atPath: world.folder.file("himat.yaml"))
        let outcome = await world.run("init", "--cluster-name", "fresh", "--region", "us-west-2")
        #expect(outcome.status == 0, "\(outcome.words)")
        #expect(await world.run("validate").status == 0)
        let again = await world.run("init")
        #expect(again.status == 64)
        #expect(again.words.contains("--force"))
    }

    @Test func theOldRecipeIsRefusedByNameAndInitMakesItRun() async throws {
        let world = try await EKSWorld.make()
        try FileManager.default.removeItem(atPath: world.folder.file("himat.yaml"))
        let recipe = """
            cluster_name = "himat"
            cluster_region = "us-west-2"
            cluster_version = "1.10"
            worker_image = "jonahjoughin/pangeo-himat:latest"
            spot_node_count = 3
            spot_price = 0.192
            dask_worker_count = 100
            """
        try Data(recipe.utf8).write(to: URL(filePath: world.folder.file("terraform.tfvars")))
        let refused = await world.run("validate")
        #expect(refused.status == 4)
        for word in ["1.10", "1.36, 1.35, 1.34", "jonahjoughin", "init --from terraform.tfvars"] {
            #expect(refused.words.contains(word), "\(refused.words)")
        }
        #expect(await world.run("init", "--from", "terraform.tfvars").status == 0)
        let valid = await world.run("validate")
        #expect(valid.status == 0, "\(valid.words)")
    }

    @Test func theTokenIsAnExecCredentialAndNeedsNoFile() async throws {
        let world = try await EKSWorld.make()
        try FileManager.default.removeItem(atPath: world.folder.file("himat.yaml"))
        let outcome = await world.run("token", "--cluster-name", "demo", "--region", "us-west-2")
        let credential = try JSONValue.parse(outcome.output)
        #expect(credential["apiVersion"]?.string == "client.authentication.k8s.io/v1beta1")
        #expect(credential.at("status", "token")?.string?.hasPrefix("k8s-aws-v1.") == true)
        #expect(try await world.calls(mutating: false) == [], "the token needs no request")
    }

    @Test func kubeconfigMergesOnlyWhenAsked() async throws {
        let world = try await EKSWorld.make()
        #expect(await world.run("kubeconfig").status == 1)
        try await world.apply()
        try FileManager.default.removeItem(atPath: world.folder.file("kubeconfig.yml"))
        #expect(await world.run("kubeconfig").status == 0)
        #expect(FileManager.default.fileExists(atPath: world.folder.file("kubeconfig.yml")))
        #expect(!FileManager.default.fileExists(atPath: world.folder.file(".kube/config")))

        let mine = "apiVersion: v1\nkind: Config\nusers: [{name: me, user: {token: secret-of-mine}}]\n"
        try FileManager.default.createDirectory(atPath: world.folder.file(".kube"), withIntermediateDirectories: true)
        try Data(mine.utf8).write(to: URL(filePath: world.folder.file(".kube/config")))
        let outcome = await world.run("kubeconfig", "--merge")
        #expect(outcome.status == 0, "\(outcome.words)")
        let text = try String(contentsOfFile: world.folder.file(".kube/config"), encoding: .utf8)
        #expect(text.contains("secret-of-mine") && text.contains("123456789012/us-west-2/demo"))
        #expect(!outcome.words.contains("secret-of-mine"))
    }

    @Test func outputsAreThereForPrograms() async throws {
        let world = try await EKSWorld.make(EKSWorld.config + "config_map_output_path: ./config_map.yml\n")
        try await world.apply()
        let volume = await world.run("output", "jupyter_volume_id", "--raw")
        #expect(volume.output.hasPrefix("vol-"))
        let all = try JSONValue.parse(await world.run("output", "-o", "json").output)
        for name in [
            "cluster_id", "cluster_endpoint", "cluster_certificate_authority_data", "cluster_version", "config_map",
            "kubeconfig", "jupyter_volume_id", "jupyter_volume_az",
        ] {
            #expect(all.rendered().contains("\"\(name)\""))
        }
        let map = try String(contentsOfFile: world.folder.file("config_map.yml"), encoding: .utf8)
        #expect(map.contains("aws-auth") && map.contains("role/himat-us-west-2-demo-node"))
    }

    @Test func discoveryRebuildsWhatExistsFromTags() async throws {
        let world = try await EKSWorld.make()
        try await world.apply()
        let discovery = TaggedClusters(try world.aws(), account: "123456789012")
        let found = try #require(try await discovery.find().first)
        #expect(found.identity.name == "demo" && found.state == "ready")
        #expect((found.stableNodes, found.spotNodes) == (1, 2))
        try await world.destroy()
        let kept = try #require(try await discovery.find().first)
        #expect(kept.state == "destroyed" && kept.volumes.count == 1)
    }
}
