// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// The example of `docs/plugins.md`, run by the built binary.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct PluginTests {
    private func desk() async throws -> Desk {
        let desk = try await Desk.make(Desk.config + "plugins: [./plugins/hello]\n")
            .with(["PATH": "/usr/local/bin:/usr/bin:/bin"])
        let folder = desk.folder.file("plugins")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: PackageFolder.path("Examples/plugins/hello"), toPath: folder + "/hello")
        return desk
    }

    @Test func aPersonIsShownPathAndHashOnceAndAgainWhenTheFileHasChanged() async throws {
        let (desk, terminal) = (try await desk(), try PseudoTerminal())
        defer { terminal.close() }
        let child = try desk.start(.k8s, ["render"], at: terminal.programEnd)
        try await desk.until("the question is asked") { terminal.text.contains("Only \"yes\" is accepted") }
        #expect(terminal.text.contains("/plugins/hello") && terminal.text.contains("sha256  "))
        #expect(!terminal.text.contains("home-report"), "it ran before the answer")
        try terminal.type("yes")
        #expect(try await child.wait().status == 0)
        try await desk.until("the objects are shown") { terminal.text.contains("name: home-report") }

        #expect(try await desk.succeed(.k8s, "render").output.contains("hello from demo"))
        try desk.write(try desk.read("plugins/hello") + "\n# changed\n", to: "plugins/hello")
        let refused = try await desk.run(.k8s, "render")
        #expect(refused.status == 4)
        #expect(refused.errors.contains("has changed since it was approved"))
    }

    @Test func bothStagesGoOnWithItAndNothingOfItIsLeft() async throws {
        let desk = try await desk()
        try await desk.succeed(.eks, "apply", "--yes")
        let applied = try await desk.succeed(.k8s, "apply", "--yes", "--allow-plugin", "./plugins/hello")
        #expect(applied.errors.contains("hello/cron-job.home-report: created in"), "\(applied.errors)")
        #expect(try await desk.objects("cronjobs.batch", namespace: "himat").count == 1)
        let mark = try await desk.mark()
        try await desk.succeed(.k8s, "apply", "--yes")
        #expect(try await desk.changes(since: mark) == [])
        try FileManager.default.removeItem(atPath: desk.folder.file("plugins/hello"))
        try await desk.succeed(.k8s, "destroy", "--yes")
        #expect(try await desk.objects("cronjobs.batch", namespace: "himat").isEmpty)
        try await desk.succeed(.eks, "destroy", "--yes")
    }
}
