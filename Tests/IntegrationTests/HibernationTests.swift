// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

/// A cluster that sleeps costs no nodes and forgets nothing.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct HibernationTests {
    private static let token = "0123456789abcdef0123456789abcdef"

    @Test func aNightWithoutNodesLeavesEverythingAsItWas() async throws {
        let desk = try await Desk.make().with(["HIMAT_JUPYTER_TOKEN": Self.token])
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        let notebook = Notebook(
            url: "http://localhost:\(desk.variables["HIMAT_JUPYTER_PORT"] ?? "")/lab", token: Self.token)
        #expect(try await notebook.put("night.txt", "still here") == 201)

        try desk.write(Desk.config + "hibernate: true\n")
        var mark = try await desk.mark()
        let asleep = try await desk.succeed(.eks, "apply", "--yes")
        #expect(try await desk.changes(since: mark) == ["eks:UpdateNodegroupConfig", "eks:UpdateNodegroupConfig"])
        #expect(try await desk.state()["instance"] == nil)
        #expect(try await desk.homeVolumes().count == 1)
        #expect((asleep.output + asleep.errors).contains("billed"), "what still costs is not said")
        mark = try await desk.mark()
        try await desk.succeed(.eks, "apply", "--yes")
        #expect(try await desk.changes(since: mark) == [])

        try desk.write(Desk.config)
        try await desk.succeed(.eks, "apply", "--yes")
        #expect(try await desk.state()["instance"] == 3)
        try await desk.succeed(.k8s, "apply", "--yes")
        #expect(try await notebook.content("night.txt") == "still here")
    }

    /// Forty characters, in a region with a long name: roles, groups and objects have shorter limits than that.
    @Test func theLongestNameGoesThroughBothStages() async throws {
        let name = "a" + String(repeating: "-long", count: 7) + "-end"
        #expect(name.count == 40)
        let desk = try await Desk.make("cluster_name: \(name)\ncluster_region: ap-southeast-2\nspot_node_count: 1\n")
        let empty = try await desk.state("global")
        try await desk.succeed(.eks, "apply", "--yes")
        let applied = try await desk.succeed(.k8s, "apply", "--yes")
        #expect(applied.output.contains("jupyter_url = "))
        let mark = try await desk.mark()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        let changes = try await desk.changes(since: mark)
        #expect(changes == [])
        try await desk.succeed(.k8s, "destroy", "--yes")
        try await desk.succeed(.eks, "destroy", "--volume", "delete", "--confirm", name)
        #expect(try await desk.state("ap-southeast-2") == [:])
        #expect(try await desk.state("global") == empty)
    }
}
