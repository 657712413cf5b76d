// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

/// What needs no engine.
@Suite struct ImageBuildCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(
        _ arguments: [String], variables: [String: String] = [:]
    ) async -> (status: Int32, output: String, errors: String) {
        let (output, errors) = (BufferOutput(), BufferOutput())
        let inventory = folder.file("inventory.sqlite")
        let runtime = Runtime.test(
            variables: ["DOCKER_HOST": "unix:///nonexistent.sock"].merging(variables) { $1 }, home: folder.path,
            currentDirectory: folder.path, output: output, errors: errors,
            inventory: { try Inventory.open(at: inventory) })
        let status = await CommandRunner.run(ImageRoot.self, ["build"] + arguments, in: runtime)
        return (status, output.text, errors.text)
    }

    @Test(arguments: [
        ["--add", "$(reboot)"], ["--add", "--index-url=x"], ["--pip=-e ."], ["--pip", "git+https://x/y"],
        ["--apt", "a; rm"],
        ["--remove", "nothing-like-it"], ["--remove", "dask>=1"], ["--add", "a\nb"], ["--tag", "A b"],
        ["--from", "--help me"],
        ["--platform", "windows/amd64"], ["--use"], ["--push"], ["--variant", "npm"], ["--file", "nowhere.yml"],
    ])
    func whatCannotBeRightIsRefusedBeforeAnEngineIsAsked(_ arguments: [String]) async throws {
        let run = await run(arguments)
        #expect(run.status == 64, "\(run.errors)")
        #expect(!run.errors.contains("No container engine"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { $0.hasPrefix("inv") })
    }

    @Test func aDryRunNeedsNoEngineAndWritesNothing() async throws {
        let run = await run(["--add", "intake", "--apt", "git", "--dry-run", "-o", "json"])
        #expect(run.status == 0, "\(run.errors)")
        let document = try JSONValue.parse(run.output)
        #expect(document["changed"] == ["+ intake", "+ git (apt)"])
        #expect(document["file"]?.string == "docker/environment.yml")
        #expect(!FileManager.default.fileExists(atPath: folder.file("docker")))
    }

    @Test func withoutAnEngineTheFileStaysAsItWas() async throws {
        let text = "dependencies:\n  - dask # ours\n"
        try Data(text.utf8).write(to: URL(filePath: folder.file("environment.yml")))
        let run = await run(["--add", "intake"])
        #expect(run.status == 1)
        #expect(run.errors.contains("No container engine answers"))
        #expect(try String(contentsOfFile: folder.file("environment.yml"), encoding: .utf8) == text)
    }

    @Test func aPasswordInAnIndexDoesNotGetIntoAnImage() async {
        let run = await run([], variables: ["PIP_INDEX_URL": "https://me:secret@pypi.example/simple"])
        #expect(run.status == 64)
        #expect(run.errors.contains("PIP_INDEX_URL"))
        #expect(!run.errors.contains("secret@"))
    }

    @Test(arguments: ImageVariant.allCases) func theDockerfileIsPrinted(_ variant: ImageVariant) async {
        let run = await run(["--print-dockerfile", "--variant", variant.rawValue])
        #expect(run.output == TemplateFile.dockerfile(variant).text)
    }
}
