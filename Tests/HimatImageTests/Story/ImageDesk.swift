// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

/// A user's folder, an engine, PyPI: where a story of images takes place.
struct ImageDesk {
    let engine: ContainerEngine
    let folder: TemporaryFolder
    let variables: [String: String]
    /// The base image's name.
    static let base = "localhost/himat-debian:1"

    struct Run {
        let status: Int32
        let output: String
        let errors: String
        let took: Duration
    }

    /// An engine with Debian's Python, and an index.
    static func open(_ kind: ContainerEngine.Kind, _ body: (ImageDesk) async throws -> Void) async throws {
        try await PackageIndex.running { index in
            try await ContainerEngine.running(kind) { engine in
                let desk = try ImageDesk(engine, index)
                let client = try await engine.client()
                let tar = try Data(contentsOf: URL(filePath: BaseImage.debian()))
                let name = try #require(ImageReference(base))
                _ = try await client.importImage(.bytes([UInt8](tar)), as: name)
                try await body(desk)
            }
        }
    }

    private init(_ engine: ContainerEngine, _ index: PackageIndex) throws {
        self.engine = engine
        folder = try TemporaryFolder()
        variables = [
            "DOCKER_HOST": "unix://\(engine.socket)", "PIP_INDEX_URL": index.url,
            "HIMAT_INVENTORY": folder.file("inventory.sqlite"),
        ]
    }

    func write(_ name: String, _ text: String) throws {
        let path = URL(filePath: folder.file(name))
        try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: path)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: folder.file(name), encoding: .utf8) }

    /// `himat-image` with these words, inside this process.
    func run(_ arguments: String...) async -> Run { await run(arguments) }

    /// `himat-image build` on the base, with these words.
    func build(_ arguments: String...) async -> Run {
        await run(["build", "--variant", "pip", "--from", Self.base, "--network", "host"] + arguments)
    }

    private func run(_ arguments: [String]) async -> Run {
        let (output, errors) = (BufferOutput(), BufferOutput())
        let inventory = variables["HIMAT_INVENTORY"] ?? ""
        let runtime = Runtime.test(
            variables: variables, home: folder.path, currentDirectory: folder.path, clock: SystemClock(),
            output: output,
            errors: errors, inventory: { try Inventory.open(at: inventory) })
        let start = ContinuousClock.now
        let status = await CommandRunner.run(ImageRoot.self, arguments, in: runtime)
        return Run(status: status, output: output.text, errors: errors.text, took: start.duration(to: .now))
    }
}
