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
    private let solver = BaseImage.hasMicromamba ? SolverWords.micromamba : .rattler
    /// With docker in every run; with podman, and with HiMAT's own environment, where there is time (`make test-images`).
    private static let hasTime = ProcessInfo.processInfo.environment["HIMAT_TEST_IMAGES"] != nil
    private static let engines: [ContainerEngine.Kind] = hasTime ? [.docker, .podman] : [.docker]

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

    /// The same from a conda channel: wheels of PyPI as conda packages, solved and linked by rattler in micromamba's place, or
    /// by the micromamba that `HIMAT_TEST_MICROMAMBA` names.
    @Test(arguments: engines) func anImageIsBuiltFromACondaChannel(_ kind: ContainerEngine.Kind) async throws {
        let offered = [
            "dask-core=dask", "distributed", "jupyterlab", "jupyter-server-proxy", "tabulate", "click=click<8",
        ]
        try await ImageDesk.open(kind, channel: offered) { desk in
            let channel = try #require(desk.channel)
            let story = try ImageStory(desk, Self.packages)
            let full = try await story.itIsBuiltOnce()
            try await story.aPackageThatCannotBeHadChangesNothing("no-such-package-of-himat", solver.unknown)
            try await story.aPackageThatCannotBeHadChangesNothing("click<8", solver.frozen)
            try await story.aPackageThatCannotBeHadChangesNothing("dask-core<1", "dask-core <1")

            _ = try await channel.fetched()
            try await story.onePackageMore(than: full, part: 2)
            let fetched = try await channel.fetched().filter { $0.hasSuffix(".conda") }
            #expect(fetched.count == 1 && fetched[0].hasPrefix("tabulate-"), "\(fetched)")
            try await story.itWorks()
            try await story.aLockOfTheImageIsTheImage()
            try await aPackageLess(story)
            try await aBuildFromALockSolvesNothing(desk, channel)
            try await aContradictionIsExplained(desk, channel)
        }
    }

    /// The environment that HiMAT brings, from a conda channel; Debian 12 has an older Python than it asks for.
    @Test(.enabled(if: hasTime)) func himatsOwnEnvironmentGrowsByASmallLayer() async throws {
        let text = TemplateFile.environment.text
        let own = try EnvironmentFile(SourceText(name: "environment.yml", text: text))
        let offered = own.conda.compactMap { item -> String? in
            guard case .named(let name) = PyPINames.answer(for: item.spec.name) else { return nil }
            return "\(item.spec.name)=\(name)"
        }
        try await ImageDesk.open(.docker, channel: offered + ["tabulate"]) { desk in
            let channel = try #require(desk.channel)
            let edited = text.replacing("- conda-forge", with: "- \(channel.url)")
                .replacing("python>=3.12,<3.14", with: "python")
            try desk.write("docker/environment.yml", edited)
            let full = await desk.build()
            #expect(full.status == 0, "\(full.errors)")
            let more = await desk.build("--add", "tabulate>=0.9")
            #expect(more.status == 0, "\(more.errors)")
            #expect(more.took < full.took / 10, "\(more.took) of \(full.took)")
            #expect(await desk.build().took < .seconds(1))
            let test = await desk.run("test")
            #expect(test.status == 0, "\(test.output)")
        }
    }

    /// A lock names every file with its hash, and the image it makes is the same.
    private func aBuildFromALockSolvesNothing(_ desk: ImageDesk, _ channel: CondaChannel) async throws {
        let (file, names) = ("locked/environment.yml", ["localhost/himat/solved:1", "localhost/himat/exact:1"])
        try desk.write(file, "channels:\n  - \(channel.url)\ndependencies:\n  - python\n  - tabulate\n")
        let solved = await desk.build("--file", file, "--tag", names[0])
        #expect(solved.status == 0, "\(solved.errors)")
        let lock = await desk.run("lock", names[0], "--format", "conda").output.split(separator: "\n")
        // pip, too, needs Python.
        #expect(lock.first == "@EXPLICIT" && lock.count > 2 && lock[1].contains("/python-3"), "\(lock)")
        for line in lock.dropFirst() { #expect(line.hasPrefix(channel.url) && line.suffix(33).first == "#", "\(line)") }

        #expect(await desk.run("lock", names[0], "--write", "--file", file).status == 0)
        _ = try await channel.fetched()
        let exact = await desk.build("--file", file, "--tag", names[1], "--no-cache")
        #expect(exact.status == 0, "\(exact.errors)")
        let fetched = try await channel.fetched()
        #expect(!fetched.contains("repodata.json") && Set(fetched).count == lock.count - 1, "\(fetched)")
        let diff = await desk.run("diff", names[0], names[1], "-o", "json")
        #expect(try JSONValue.parse(diff.output).array?.isEmpty == true, "\(diff.output)")
        let again = await desk.run("lock", names[1], "--format", "conda").output.split(separator: "\n")
        #expect(again == lock)

        let digest = String(try #require(lock.last).suffix(32))
        let other = try desk.read("locked/lock.json").replacing(digest, with: String(repeating: "0", count: 32))
        try desk.write("locked/lock.json", other)
        let refused = await desk.build("--file", file, "--tag", names[1])
        #expect(refused.status == 1)
        #expect(refused.errors.contains(solver.forged), "\(refused.errors)")
    }

    private func aContradictionIsExplained(_ desk: ImageDesk, _ channel: CondaChannel) async throws {
        let text = "channels:\n  - \(channel.url)\ndependencies:\n  - distributed\n  - click<8\n"
        try desk.write("against/environment.yml", text)
        let run = await desk.build("--file", "against/environment.yml")
        #expect(run.status == 1)
        for words in ["distributed", "click >=8", solver.requires] {
            #expect(run.errors.contains(words), "\(run.errors)")
        }
        #expect(try desk.read("against/environment.yml") == text)
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
