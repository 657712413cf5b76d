// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// What stage two waits for, says while it waits, and does not wait for.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct StageTwoTests {
    @Test func moreWorkersThanFitAreNoFailure() async throws {
        let desk = try await Desk.make(Desk.config + "dask_worker_count: 100\n")
        try await desk.succeed(.eks, "apply", "--yes")
        let result = try await desk.succeed(.k8s, "apply", "--yes")
        #expect(result.output.contains("jupyter_url = "))
        let pods = try await desk.objects("pods", namespace: "himat")
        let pending = pods.filter { $0.at("status", "phase") == "Pending" }.count
        #expect(pending > 0)
        #expect(result.errors.contains("\(pending)"), "it is not said that \(pending) workers wait: \(result.errors)")
    }

    @Test func anImageThatIsNotThereIsNamedWithTheRegistrysWords() async throws {
        let desk = try await Desk.make(Desk.config + "worker_image: quay.io/nobody/nothing:1.0\n")
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.sandbox.control(
            "POST", "kube/missing-image", ["image": "nobody/nothing", "message": "manifest unknown"])
        let result = try await desk.run(.k8s, "apply", "--yes", "--timeout", "8s")
        #expect(result.status == 3, "\(result.errors)")
        for word in ["quay.io/nobody/nothing:1.0", "manifest unknown", "himat-k8s apply"] {
            #expect(result.errors.contains(word), "\(word): \(result.errors)")
        }
        #expect(!result.output.contains("jupyter_url"), "links were printed that do not work")
    }

    @Test func theLinkWithItsTokenOpensAndIsForATerminalOnly() async throws {
        let (desk, terminal) = (try await Desk.make(), try PseudoTerminal())
        defer { terminal.close() }
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        let piped = try await desk.run(.k8s, "urls", "--with-token")
        #expect(piped.status == 64)
        #expect(!piped.output.contains("token="))
        let child = try desk.start(.k8s, ["urls", "--with-token"], at: terminal.programEnd)
        #expect(try await child.wait().status == 0)
        try await desk.until("both links are shown") {
            terminal.text.contains("dask_url = ") && terminal.text.utf8.last == UInt8(ascii: "\n")
        }
        let line = try #require(
            terminal.text.split(whereSeparator: \.isNewline).first { $0.contains("jupyter_url = ") })
        let link = String(line.drop { $0 != "h" }).trimmingCharacters(in: .whitespaces)
        #expect(link.contains("?token="))
        #expect(try await Notebook(url: link, token: "").status(withToken: false) == 200)
    }

    @Test func whatSomebodyChangedByHandIsSeenAndMended() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        let path = "/apis/apps/v1/namespaces/himat/deployments/dask-worker"
        try await desk.kubernetes("DELETE", path)
        #expect(try await desk.run(.k8s, "plan", "--detailed-exitcode").status == 2)
        try await desk.succeed(.k8s, "apply", "--yes")
        let mark = try await desk.mark()
        try await desk.succeed(.k8s, "apply", "--yes")
        let changes = try await desk.changes(since: mark)
        #expect(changes == [])
    }

    @Test func theHomesFilesSurviveStageTwosDestroyAndTheCloudConfirmsTheEndOfItsBalancer() async throws {
        let token = "chosen-by-the-user-0123456789"
        let desk = try await Desk.make().with(["HIMAT_JUPYTER_TOKEN": token])
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        let notebook = Notebook(
            url: "http://localhost:\(desk.variables["HIMAT_JUPYTER_PORT"] ?? "")/lab", token: token)
        #expect([200, 201].contains(try await notebook.put("notes.txt", "precious")))
        let volumes = try await desk.homeVolumes()
        try await desk.times(["balancer_delete": 1.5])
        let mark = try await desk.mark()
        let result = try await desk.succeed(.k8s, "destroy", "--yes")
        #expect(result.errors.contains("the cloud still has "), "\(result.errors)")
        #expect(try await desk.balancers() == [])
        let calls = try await desk.calls(since: mark)
        let service = try #require(calls.first { $0.action == "delete" && $0.resource == "services" })
        let next = try #require(
            calls.first { $0.action == "delete" && !["services", "leases"].contains($0.resource) })
        let confirmed = try #require(
            calls.last { $0.action == "DescribeSecurityGroups" && $0.sequence < next.sequence })
        #expect(service.sequence < confirmed.sequence && confirmed.sequence < next.sequence)
        #expect(try await desk.objects("persistentvolumes").isEmpty)
        #expect(try await desk.homeVolumes() == volumes)
        try await desk.succeed(.k8s, "apply", "--yes")
        #expect(try await notebook.content("notes.txt") == "precious")
    }

    @Test func destroyingWhereTheClusterIsGoneSaysSoAndForgetsTheLinks() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        try await desk.succeed(.eks, "destroy", "--yes")
        let result = try await desk.succeed(.k8s, "destroy", "--yes")
        #expect(result.errors.contains("there is no such EKS cluster any more"))
        #expect(result.output.contains("nothing to delete; a search found nothing left"))
        #expect(
            try await desk.inventory("SELECT coalesce(jupyter_url, '') || coalesce(dask_url, '') FROM clusters") == [""]
        )
        #expect(try await desk.run(.k8s, "apply", "--yes").status == 4)
    }

    /// Somebody deleted the cluster by hand: its balancer costs on, and nothing in Kubernetes can take it away.
    @Test func aBalancerThatOutlivedItsClusterIsNoCleanDestroy() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        try await desk.boto(
            """
            eks = client("eks")
            for name in eks.list_nodegroups(clusterName="demo")["nodegroups"]:
                eks.delete_nodegroup(clusterName="demo", nodegroupName=name)
            eventually(lambda: not eks.list_nodegroups(clusterName="demo")["nodegroups"])
            eks.delete_cluster(name="demo")
            eventually(lambda: not eks.list_clusters()["clusters"])
            """)
        let result = try await desk.run(.k8s, "destroy", "--yes")
        #expect(result.status == 1)
        #expect(result.errors.contains("load balancer \(try await desk.balancers()[0])"))
        #expect(result.errors.contains("himat-eks destroy"))
    }

    @Test func renderNeedsNoNetworkAndShowsNoSecret() async throws {
        let desk = try await Desk.make().with([
            "AWS_ENDPOINT_URL": nil, "AWS_ACCESS_KEY_ID": nil, "AWS_SECRET_ACCESS_KEY": nil,
            "HIMAT_JUPYTER_TOKEN": "chosen-by-the-user-0123456789",
        ])
        let result = try await desk.succeed(.k8s, "render", "-o", "json")
        let kinds = (try JSONValue.parse(result.output)["items"]?.array ?? []).compactMap { $0["kind"]?.string }
        #expect(kinds.filter { $0 == "Deployment" }.count == 3)
        #expect(
            Set(kinds).isSuperset(of: ["Namespace", "Secret", "Service", "NetworkPolicy", "PersistentVolumeClaim"]))
        #expect(!result.output.contains("chosen-by-the-user"))
        #expect(!result.output.contains(Data("chosen-by-the-user-0123456789".utf8).base64EncodedString()))
        #expect(try await desk.calls(since: 0).isEmpty)
    }
}
