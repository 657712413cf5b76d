// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

/// What happens to an image of either variant, chapter by chapter.
struct ImageStory {
    let desk: ImageDesk
    /// environment.yml as it was before the story.
    let environment: String

    /// Writes environment.yml, with the channel's URL where there is one.
    init(_ desk: ImageDesk, _ packages: [String]) throws {
        self.desk = desk
        let channels = desk.channel.map { "channels:\n  - \($0.url)\n" } ?? ""
        environment = "name: story\n\(channels)dependencies:\n" + packages.map { "  - \($0)\n" }.joined()
        try desk.write("docker/environment.yml", environment)
        try desk.write("himat.yaml", "cluster_name: story\n")
    }

    /// - Returns: the build that made it.
    func itIsBuiltOnce() async throws -> ImageDesk.Run {
        let full = await desk.build()
        #expect(full.status == 0, "\(full.errors)")
        #expect(full.output.hasPrefix("image = localhost/himat/story:"))
        let again = await desk.build()
        #expect(again.output.contains("nothing to do"))
        #expect(again.took < .seconds(1))
        #expect(try text == environment)
        return full
    }

    /// - Parameter words: what the solver says.
    func aPackageThatCannotBeHadChangesNothing(_ package: String, _ words: String...) async throws {
        let run = await desk.build("--add", package)
        #expect(run.status == 1)
        for words in words { #expect(run.errors.contains(words), "\(run.errors)") }
        #expect(run.errors.contains("environment.yml and apt.txt are as they were"))
        #expect(try text == environment)
    }

    /// - Parameter part: the full build takes more than so many times as long.
    func onePackageMore(than full: ImageDesk.Run, part: Int) async throws {
        let run = await desk.build("--add", "tabulate>=0.9", "--pip", "humanize")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("only the last layer is made: tabulate "), "\(run.errors)")
        #expect(run.took < full.took / part, "\(run.took) of \(full.took)")
        #expect(try text == environment + "  - tabulate>=0.9\n  - pip\n  - pip:\n      - humanize\n")
        #expect(try await changes(since: full).sorted() == ["humanize", "tabulate"])
        let (before, after) = (try await layers(full), try await layers(run))
        let same = zip(before, after).prefix { $0 == $1 }.count
        // What is copied for the last layer and what it installs are new; podman makes one of the working folder, too.
        #expect(before.count == after.count && same >= before.count - 3, "\(same) of \(before.count)")
    }

    func aLockOfTheImageIsTheImage() async throws {
        #expect(await desk.run("lock", "--write").status == 0)
        let run = await desk.build()
        #expect(run.output.contains("nothing to do"), "\(run.output)")
    }

    func itWorks() async throws {
        let run = await desk.run("test", "-o", "json")
        let checks = try JSONValue.parse(run.output)["checks"]?.array ?? []
        #expect(run.status == 0, "\(run.output)")
        #expect(
            checks.compactMap { $0["check"]?.string } == [
                "imports", "lock", "scheduler", "worker", "versions", "computation", "jupyter", "dashboard",
            ])
    }

    private func layers(_ run: ImageDesk.Run) async throws -> [String] {
        let line = try #require(run.output.split(separator: "\n").first)
        let found = try await desk.engine.client().image(String(line.dropFirst("image = ".count)))
        let image = try #require(found)
        return image.layers
    }

    /// The packages in which the newest image differs from another.
    func changes(since run: ImageDesk.Run) async throws -> [String] {
        let line = try #require(run.output.split(separator: "\n").first)
        let diff = await desk.run("diff", String(line.suffix(12)), "-o", "json")
        return try JSONValue.parse(diff.output).array?.compactMap { $0["name"]?.string } ?? ["?"]
    }

    /// environment.yml as it is now.
    var text: String { get throws { try desk.read("docker/environment.yml") } }
}
