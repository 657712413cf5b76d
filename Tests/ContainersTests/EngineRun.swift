// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport

/// What tests of engines do again and again.
struct EngineRun: Sendable {
    let engine: ContainerEngine
    let client: EngineClient

    init(_ kind: ContainerEngine.Kind) async throws {
        try await self.init(ContainerEngine.shared(kind))
    }

    init(_ engine: ContainerEngine) async throws {
        self.engine = engine
        client = try await engine.client()
    }

    /// Builds from a Dockerfile on the small base image and returns all events.
    @discardableResult
    func build(_ lines: String..., files: [String: String] = [:], as name: String, labels: [String: String] = [:])
        async throws -> [BuildEvent]
    {
        let dockerfile = (["FROM \(ContainerEngine.base)"] + lines).joined(separator: "\n")
        var seen: [BuildEvent] = []
        for try await event in try await events(dockerfile, files: files, as: name, labels: labels) {
            seen.append(event)
        }
        return seen
    }

    /// The events of a build as they come.
    func events(
        _ dockerfile: String, files: [String: String] = [:], as name: String, labels: [String: String] = [:]
    ) async throws -> AsyncThrowingStream<BuildEvent, any Error> {
        var options = BuildOptions(tags: [ImageReference(name)].compactMap { $0 })
        options.network = "host"
        options.labels = labels
        let context = TarFile.bytes(files.merging(["Dockerfile": dockerfile]) { $1 })
        return try await client.build(context: .bytes(context), options: options)
    }

    /// Pushes and returns the digest the engine named.
    func push(_ reference: ImageReference, _ credentials: RegistryCredentials? = nil) async throws -> String? {
        var digest: String?
        for try await event in try await client.push(reference, credentials: credentials, insecure: true) {
            if case .digest(let named) = event { digest = named }
        }
        return digest
    }
}

extension [BuildEvent] {
    /// The lines that commands printed.
    var output: [String] { compactMap { if case .output(let line) = $0 { line } else { nil } } }
    /// The numbers of the steps, in order.
    var steps: [Int] { compactMap { if case .step(let number, _, _) = $0 { number } else { nil } } }
    /// The id of the image, when one was built.
    var imageID: String? { compactMap { if case .built(let id) = $0 { id } else { nil } }.last }
}
