// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

/// Real engines, a real registry, real packages. The smallest environment that is a notebook and a cluster.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ImageStoryTests {
    private static let packages = [
        "python>=3.11  # Debian's", "dask-core", "distributed", "jupyterlab", "jupyter-server-proxy",
    ]
    /// The whole story with docker in every run; with podman where there is time.
    private static let engines: [ContainerEngine.Kind] =
        ProcessInfo.processInfo.environment["HIMAT_TEST_IMAGES"] == nil ? [.docker] : [.docker, .podman]

    @Test(arguments: engines) func anImageIsBuiltExtendedPushedUsedAndStarted(_ kind: ContainerEngine.Kind) async throws
    {
        try await ImageDesk.open(kind) { desk in
            let story = try ImageStory(desk, Self.packages)
            let full = try await story.itIsBuiltOnce()
            try await story.aPackageThatCannotBeHadChangesNothing(
                "no-such-package-of-himat", "ERROR: No matching distribution found for no-such-package-of-himat")
            try await anInterruptedBuildChangesNothing(story)
            try await story.onePackageMore(than: full, part: 5)
            try await story.aLockOfTheImageIsTheImage()
            try await story.itWorks()
            try await itIsPushedAndUsed(desk)
            try await whatNobodyNamesIsRemoved(desk)
        }
    }

    /// The same from a conda channel: wheels of PyPI as conda packages, solved and linked by rattler in micromamba's place.
    @Test(arguments: engines) func anImageIsBuiltFromACondaChannel(_ kind: ContainerEngine.Kind) async throws {
        let offered = ["dask-core=dask", "distributed", "jupyterlab", "jupyter-server-proxy", "tabulate", "click=click<8"]
        try await ImageDesk.open(kind, channel: offered) { desk in
            let channel = try #require(desk.channel)
            let story = try ImageStory(desk, Self.packages)
            let full = try await story.itIsBuiltOnce()
            try await story.aPackageThatCannotBeHadChangesNothing(
                "no-such-package-of-himat", "No candidates were found for no-such-package-of-himat")
            try await story.aPackageThatCannotBeHadChangesNothing("click<8", "click <8", "--no-cache solves everything")
            try await story.aPackageThatCannotBeHadChangesNothing("dask-core<1", "No candidates were found for dask-core <1")

            _ = try await channel.fetched()
            try await story.onePackageMore(than: full, part: 5)
            let fetched = try await channel.fetched().filter { $0.hasSuffix(".conda") }
            #expect(fetched.count == 1 && fetched[0].hasPrefix("tabulate-"), "\(fetched)")
            try await story.itWorks()
            try await story.aLockOfTheImageIsTheImage()
            try await aBuildFromTheLockSolvesNothing(story, channel)
            try await aPackageLess(story)
        }
    }

    private func aBuildFromTheLockSolvesNothing(_ story: ImageStory, _ channel: CondaChannel) async throws {
        let lock = await story.desk.run("lock", "--format", "conda").output.split(separator: "\n")
        #expect(lock.first == "@EXPLICIT")
        #expect(lock.dropFirst().allSatisfy { $0.hasPrefix(channel.url) && $0.suffix(33).first == "#" }, "\(lock)")
        let before = await story.desk.build()
        _ = try await channel.fetched()
        let run = await story.desk.build("--no-cache")
        #expect(run.status == 0, "\(run.errors)")
        let fetched = try await channel.fetched()
        #expect(!fetched.contains("repodata.json") && fetched.contains { $0.hasPrefix("tabulate-") }, "\(fetched)")
        #expect(try await story.changes(since: before) == [])
    }

    private func aPackageLess(_ story: ImageStory) async throws {
        let run = await story.desk.build("--remove", "tabulate")
        #expect(run.status == 0, "\(run.errors)")
        #expect(try story.text == story.environment + "  - pip\n  - pip:\n      - humanize\n")
        let shown = await story.desk.run("show")
        #expect(shown.output.contains("dask-core") && !shown.output.contains("tabulate"), "\(shown.output)")
    }

    private func anInterruptedBuildChangesNothing(_ story: ImageStory) async throws {
        let desk = story.desk
        let arguments = desk.building + ["--add", "toolz>=0.12", "--no-cache"]
        let child = try ChildProcess("himat-image", arguments, variables: desk.variables, in: desk.folder)
        try await child.until { $0.errors.contains("RUN python3 -m venv") }
        child.signal(SIGINT)
        let ended = try await child.wait()
        #expect(ended.status == 130)
        #expect(ended.errors.contains("nterrupted"))
        #expect(try story.text == story.environment)
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
}
