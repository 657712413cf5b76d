// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport

@testable import HimatImage

/// A user with a folder, a home and an engine who types `himat-image` commands.
struct ImageUser: Sendable {
    let engine: ContainerEngine
    let folder: TemporaryFolder

    /// What a command wrote and how it ended.
    struct Outcome: Sendable {
        var status: Int32
        var output: String
        var words: String
    }

    init(_ kind: ContainerEngine.Kind) throws {
        engine = try ContainerEngine.shared(kind)
        folder = try TemporaryFolder()
    }

    /// Runs a command line in this process; `input` is the first line of its standard input.
    func type(_ words: String..., input: String? = nil, variables: [String: String] = [:]) async -> Outcome {
        let (output, errors) = (BufferOutput(), BufferOutput())
        let inventory = folder.file("inventory.sqlite")
        let inherited = ["DOCKER_HOST": "unix://\(engine.socket)"]
        let runtime = Runtime.test(
            variables: inherited.merging(variables) { $1 }, home: folder.path, currentDirectory: folder.path,
            clock: SystemClock(), output: output, errors: errors, answer: { input },
            inventory: { try Inventory.open(at: inventory) })
        let status = await CommandRunner.run(ImageRoot.self, words, in: runtime)
        return Outcome(status: status, output: output.text, words: errors.text)
    }

    /// The images the user's computer remembers.
    func images() throws -> [ImageRecord] { try Inventory.open(at: folder.file("inventory.sqlite")).images() }

    /// Writes a file of the user's.
    func write(_ text: String, to name: String) throws {
        let url = URL(filePath: folder.file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Reads a file of the user's.
    func read(_ name: String) throws -> String { try String(contentsOfFile: folder.file(name), encoding: .utf8) }

    /// Builds a small image by this name.
    func build(_ reference: ImageReference, _ line: String = "RUN echo built") async throws {
        try await EngineRun(engine).build(line, as: reference.description)
    }
}
