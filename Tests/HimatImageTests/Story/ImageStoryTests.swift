// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

/// Real engines, a real registry, real packages. The smallest environment that is a notebook and a cluster.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ImageStoryTests {
    private static let environment = """
        name: story
        dependencies:
          - python>=3.11  # Debian's
          - dask-core
          - distributed
          - jupyterlab
          - jupyter-server-proxy

        """
    /// The whole story with docker in every run; with podman where there is time.
    private static let engines: [ContainerEngine.Kind] =
        ProcessInfo.processInfo.environment["HIMAT_TEST_IMAGES"] == nil ? [.docker] : [.docker, .podman]

    @Test(arguments: engines) func anImageIsBuiltExtendedPushedUsedAndStarted(_ kind: ContainerEngine.Kind) async throws
    {
        try await ImageDesk.open(kind) { desk in
            try desk.write("docker/environment.yml", Self.environment)
            try desk.write("himat.yaml", "cluster_name: story\n")
            let full = await desk.build()
            #expect(full.status == 0, "\(full.errors)")
            #expect(full.output.hasPrefix("image = localhost/himat/story:"))

            let again = await desk.build()
            #expect(again.output.contains("nothing to do"))
            #expect(again.took < .seconds(1))
            #expect(try desk.read("docker/environment.yml") == Self.environment)

            try await anUnknownPackageChangesNothing(desk)
            try await anInterruptedBuildChangesNothing(desk)
            try await onePackageMore(desk, than: full)
            try await aLockOfTheImageIsTheImage(desk)
            try await theImageWorks(desk)
            try await itIsPushedAndUsed(desk)
            try await whatNobodyNamesIsRemoved(desk)
        }
    }

    private func anUnknownPackageChangesNothing(_ desk: ImageDesk) async throws {
        let run = await desk.build("--add", "no-such-package-of-himat")
        #expect(run.status == 1)
        #expect(run.errors.contains("ERROR: No matching distribution found for no-such-package-of-himat"))
        #expect(run.errors.contains("environment.yml and apt.txt are as they were"))
        #expect(try desk.read("docker/environment.yml") == Self.environment)
    }

    private func anInterruptedBuildChangesNothing(_ desk: ImageDesk) async throws {
        let arguments = [
            "build", "--variant", "pip", "--from", ImageDesk.base, "--network", "host", "--add", "toolz>=0.12",
            "--no-cache",
        ]
        let child = try ChildProcess("himat-image", arguments, variables: desk.variables, in: desk.folder)
        try await child.until { $0.errors.contains("RUN python3 -m venv") }
        child.signal(SIGINT)
        let ended = try await child.wait()
        #expect(ended.status == 130)
        #expect(ended.errors.contains("nterrupted"))
        #expect(try desk.read("docker/environment.yml") == Self.environment)
    }

    private func onePackageMore(_ desk: ImageDesk, than full: ImageDesk.Run) async throws {
        let run = await desk.build("--add", "tabulate>=0.9", "--pip", "humanize")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.took < full.took / 5, "\(run.took) of \(full.took)")
        #expect(
            try desk.read("docker/environment.yml")
                == Self.environment + "  - tabulate>=0.9\n  - pip\n  - pip:\n      - humanize\n")
        let changes = await desk.run("diff", String(try first(full).suffix(12)), "-o", "json")
        let names = try JSONValue.parse(changes.output).array?.compactMap { $0["name"]?.string }
        #expect(names == ["humanize", "tabulate"])
    }

    private func aLockOfTheImageIsTheImage(_ desk: ImageDesk) async throws {
        #expect(await desk.run("lock", "--write").status == 0)
        let run = await desk.build()
        #expect(run.output.contains("nothing to do"), "\(run.output)")
    }

    private func theImageWorks(_ desk: ImageDesk) async throws {
        let run = await desk.run("test", "-o", "json")
        let checks = try JSONValue.parse(run.output)["checks"]?.array ?? []
        #expect(run.status == 0, "\(run.output)")
        #expect(
            checks.compactMap { $0["check"]?.string } == [
                "imports", "lock", "scheduler", "worker", "versions", "computation", "jupyter", "dashboard",
            ])
    }

    private func itIsPushedAndUsed(_ desk: ImageDesk) async throws {
        try await ContainerRegistry.running(.open) { registry in
            let name = try registry.reference("team/story:1").description
            let run = await desk.build("--tag", name, "--push", "--use", "-o", "json")
            #expect(run.status == 0, "\(run.errors)")
            let image = try #require(try JSONValue.parse(run.output)["image"]?.string)
            #expect(try desk.read("himat.yaml") == "cluster_name: story\nworker_image: \(image)\n")
            let client = try registry.client(sender: desk.engine.http)
            let digest = try await client.digest(of: try #require(ImageReference(name)))
            #expect(image.hasSuffix("@\(try #require(digest))"))
            let list = await desk.run("list", "-o", "json")
            #expect(try JSONValue.parse(list.output)[0]?["digest"]?.string == digest)
        }
    }

    private func whatNobodyNamesIsRemoved(_ desk: ImageDesk) async throws {
        let client = try await desk.engine.client()
        let before = try await client.images().count
        let run = await desk.run("prune", "--yes")
        #expect(run.status == 0, "\(run.errors)")
        let after = try await client.images()
        #expect(after.count < before)
        #expect(after.contains { $0.tags.contains(ImageDesk.base) })
        #expect(after.contains { $0.tags.contains { $0.hasSuffix("team/story:1") } })
    }

    private func first(_ run: ImageDesk.Run) throws -> Substring {
        try #require(run.output.split(separator: "\n").first)
    }
}
