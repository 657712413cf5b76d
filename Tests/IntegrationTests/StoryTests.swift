// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// The whole story of a user, from a settings file of 2018 to an empty account.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(3)))
struct StoryTests {
    private static let token = "0123456789abcdef0123456789abcdef0123456789abcdef"

    @Test func fromASettingsFileOf2018ToTwoLinksAndBackToNothing() async throws {
        let desk = try await desk()
        let empty = try await desk.state("global")
        try await desk.succeed(.eks, "init", "--from", "terraform.tfvars")
        #expect(try desk.read("himat.yaml").contains("cluster_version"))

        let start = try await desk.mark()
        let plan = try await desk.run(.eks, "plan", "--detailed-exitcode")
        #expect(plan.status == 2)
        #expect(try await desk.changes(since: start) == [], "a plan changed something")

        let notebook = try await deploy(desk)
        try await scale(desk)
        try await fillTheNewNodes(desk)
        try await bothAgain(desk)
        try await destroyBoth(desk, empty)
        #expect(try await desk.state() == ["volume": 1], "only the kept volume may be left")

        try await desk.succeed(.eks, "destroy", "--volume", "delete", "--confirm", "himat")
        #expect(try await desk.sandbox.control("GET", "state")["us-west-2"] == nil)
        #expect(try await notebook.statusOrNil() == nil, "the balancer still answers")
    }

    @Test func aFileInTheHomeVolumeOutlivesTheCluster() async throws {
        let desk = try await desk()
        try await desk.succeed(.eks, "init", "--from", "terraform.tfvars")
        let first = try await deploy(desk)
        #expect(try await first.put("thesis.txt", "chapter one") == 201)
        try await desk.succeed(.k8s, "destroy", "--yes")
        try await desk.succeed(.eks, "destroy", "--yes")
        #expect(try await desk.state() == ["volume": 1])

        let second = try await deploy(desk)
        #expect(try await second.content("thesis.txt") == "chapter one")
        #expect(try await desk.homeVolumes().count == 1)
    }

    @Test func stageTwoIsRedeployedOnTheSameCluster() async throws {
        let desk = try await desk()
        try await desk.succeed(.eks, "init", "--from", "terraform.tfvars")
        let first = try await deploy(desk)
        #expect(try await first.put("data.csv", "1,2,3") == 201)
        let mark = try await desk.mark()
        try await desk.succeed(.k8s, "destroy", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        #expect(try await desk.changes(since: mark).allSatisfy { $0.hasPrefix("kubernetes:") })
        #expect(try await first.content("data.csv") == "1,2,3")
    }

    // MARK: - The chapters

    private func desk() async throws -> Desk {
        let desk = try await Desk.make("").with(["HIMAT_JUPYTER_TOKEN": Self.token])
        try FileManager.default.removeItem(atPath: desk.folder.file("himat.yaml"))
        let tfvars = try String(contentsOfFile: PackageFolder.path("Examples/demo/terraform.tfvars"), encoding: .utf8)
        try desk.write(tfvars, to: "terraform.tfvars")
        return desk
    }

    /// Both stages; the links are the last lines of stdout, and both answer 200 through the balancer.
    private func deploy(_ desk: Desk) async throws -> Notebook {
        try await desk.succeed(.eks, "apply", "--yes")
        let applied = try await desk.succeed(.k8s, "apply", "--yes")
        let base = "http://localhost:\(desk.variables["HIMAT_JUPYTER_PORT"] ?? "")"
        let (jupyter, dask) = (base + "/lab", base + "/proxy/dask-scheduler:8787/status")
        #expect(applied.output.split(separator: "\n").suffix(2) == ["jupyter_url = \(jupyter)", "dask_url = \(dask)"])
        let notebook = Notebook(url: jupyter, token: Self.token)
        #expect(try await notebook.status(jupyter) == 200)
        #expect(try await notebook.status(dask) == 200)
        #expect(try await notebook.status(jupyter, withToken: false) == 302)
        #expect(try await notebook.status(dask, withToken: false) == 302)

        let list = try await desk.succeed(.inventory, "list", "-o", "json")
        let clusters = try JSONValue.parse(list.output).array ?? []
        #expect(clusters.map { $0["name"]?.string } == ["himat"])
        #expect(clusters.map { $0["jupyter_url"]?.string } == [jupyter])
        #expect(clusters.map { $0["dask_url"]?.string } == [dask])
        return notebook
    }

    private func scale(_ desk: Desk) async throws {
        let mark = try await desk.mark()
        try await desk.succeed(.eks, "scale", "5", "--yes")
        #expect(try await desk.changes(since: mark) == ["eks:UpdateNodegroupConfig"])
        let sizes = try await desk.boto(
            """
            eks = client("eks")
            names = eks.list_nodegroups(clusterName="himat")["nodegroups"]
            groups = [eks.describe_nodegroup(clusterName="himat", nodegroupName=name)["nodegroup"] for name in names]
            print(json.dumps({group["labels"]["kind"]: group["scalingConfig"]["desiredSize"] for group in groups}))
            """)
        #expect(sizes == ["stable": 1, "spot": 5])
        #expect(try await desk.objects("nodes").count == 6)
    }

    /// The 2018 file asked for more workers than fit, so their number is `auto` now and follows the nodes.
    private func fillTheNewNodes(_ desk: Desk) async throws {
        let before = try await workers(desk)
        let mark = try await desk.mark()
        try await desk.succeed(.k8s, "apply", "--yes")
        let changes = try await desk.changes(since: mark)
        #expect(changes == ["kubernetes:patch deployments", "kubernetes:patch configmaps"])
        #expect(try await workers(desk) > before)
    }

    private func workers(_ desk: Desk) async throws -> Int {
        try await desk.objects("deployments.apps", namespace: "himat")
            .first { $0.at("metadata", "name") == "dask-worker" }?.at("status", "readyReplicas")?.int ?? 0
    }

    /// The locks apart (an SSM parameter, a Lease), no call of either stage changes anything.
    private func bothAgain(_ desk: Desk) async throws {
        let mark = try await desk.mark()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        let changes = try await desk.changes(since: mark)
        #expect(changes == [])
        #expect(try await desk.run(.eks, "plan", "--detailed-exitcode").status == 0)
        #expect(try await desk.run(.k8s, "plan", "--detailed-exitcode").status == 0)
    }

    private func destroyBoth(_ desk: Desk, _ empty: [String: Int]) async throws {
        try await desk.succeed(.k8s, "destroy", "--yes")
        #expect(try await desk.balancers() == [])
        try await desk.succeed(.eks, "destroy", "--yes")
        #expect(try await desk.state("global") == empty)
    }
}

extension Notebook {
    /// Nil when nobody answers.
    fileprivate func statusOrNil() async throws -> Int? { try? await status() }
}
