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
