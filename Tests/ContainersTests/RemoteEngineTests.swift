// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// An engine on another machine, as docker's documentation has it protected: TLS, and a certificate on both sides.
@Suite(.timeLimit(.minutes(5))) struct RemoteEngineTests {
    private static let certificates = PackageFolder.path("Tests/HimatTestSupport/Servers/certificates")

    /// The folder that `DOCKER_CERT_PATH` names, with these files of the tests' certificates.
    private func folder(_ files: [String: String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, file) in files {
            try FileManager.default.copyItem(atPath: "\(Self.certificates)/\(file)", toPath: folder.file(name))
        }
        return folder
    }

    private func connect(_ engine: ContainerEngine, _ folder: TemporaryFolder, host: String = "localhost")
        async throws -> EngineClient
    {
        let port = try #require(engine.port)
        let environment = ProcessEnvironment(
            variables: [
                "DOCKER_HOST": "tcp://\(host):\(port)", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": folder.path,
            ], home: "/nonexistent", currentDirectory: "/")
        return try await EngineClient.connect(environment, sender: engine.http)
    }

    @Test func onlyWhoShowsACertificateBuildsThere() async throws {
        try await ContainerEngine.running(.docker, isRemote: true) { engine in
            try await engine.importBase()
            let nobody = try folder(["ca.pem": "ca.pem"])
            let stranger = try folder(["ca.pem": "stranger.pem", "cert.pem": "client.pem", "key.pem": "client.key"])
            for folder in [nobody, stranger] {
                let error = await #expect(throws: HimatError.self) { try await connect(engine, folder) }
                #expect(error?.code == .tls, "\(error?.description ?? "")")
                #expect(error?.nextStep?.contains("DOCKER_CERT_PATH") == true, "\(error?.nextStep ?? "")")
            }
            let files = ["ca.pem": "ca.pem", "cert.pem": "client.pem", "key.pem": "client.key"]
            let client = try await connect(engine, try folder(files))
            var options = BuildOptions(tags: [try #require(ImageReference("localhost/remote:1"))])
            options.network = "host"
            let context = TarFile.bytes(["Dockerfile": "FROM \(ContainerEngine.base)\nRUN echo built afar\n"])
            var words: [String] = []
            for try await event in try await client.build(context: .bytes(context), options: options) {
                if case .output(let line) = event { words.append(line) }
            }
            #expect(words.contains("built afar"))
            #expect(try await client.image("localhost/remote:1") != nil)
        }
    }
}
