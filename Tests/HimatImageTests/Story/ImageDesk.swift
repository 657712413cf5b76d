// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

/// A user's folder, an engine, PyPI or a conda channel: where a story of images takes place.
struct ImageDesk {
    let engine: ContainerEngine
    /// Where conda's packages come from; nil = variant pip.
    let channel: CondaChannel?
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
    /// - Parameter packages: what a conda channel offers, as `CondaChannel.running` wants it; nil = variant pip.
    static func open(
        _ kind: ContainerEngine.Kind, channel packages: [String]? = nil, _ body: (ImageDesk) async throws -> Void
    ) async throws {
        try await PackageIndex.running { index in
            try await ContainerEngine.running(kind) { engine in
                guard let packages else { return try await body(try await ImageDesk(engine, index, nil)) }
                try await CondaChannel.running(packages) { channel in
                    try await body(try await ImageDesk(engine, index, channel))
                }
            }
        }
    }

    private init(_ engine: ContainerEngine, _ index: PackageIndex, _ channel: CondaChannel?) async throws {
        self.engine = engine
        self.channel = channel
        folder = try TemporaryFolder()
        variables = [
            "DOCKER_HOST": "unix://\(engine.socket)", "PIP_INDEX_URL": index.url,
            "HIMAT_INVENTORY": folder.file("inventory.sqlite"),
        ]
        let tar = try Data(contentsOf: URL(filePath: channel == nil ? BaseImage.debian() : BaseImage.conda()))
        let name = try #require(ImageReference(Self.base))
        _ = try await engine.client().importImage(.bytes([UInt8](tar)), as: name)
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
    func build(_ arguments: String...) async -> Run { await run(building + arguments) }

    /// How every build begins.
    var building: [String] {
        ["build", "--variant", channel == nil ? "pip" : "conda", "--from", Self.base, "--network", "host"]
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
