// SPDX-License-Identifier: MIT
import Crypto
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite struct EngineLocatorTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func environment(_ variables: [String: String] = [:]) -> ProcessEnvironment {
        ProcessEnvironment(variables: variables, home: folder.path, currentDirectory: folder.path)
    }

    private func endpoints(_ variables: [String: String] = [:]) throws -> [EngineEndpoint] {
        try EngineLocator(environment(variables), systemFolder: folder.path).endpoints()
    }

    private func write(_ text: String, to name: String) throws {
        let url = URL(filePath: folder.file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func context(_ name: String, _ meta: String) throws {
        let digest = SHA256.hash(data: Data(name.utf8)).map { String(format: "%02x", $0) }.joined()
        try write(meta, to: ".docker/contexts/meta/\(digest)/meta.json")
    }

    @Test(arguments: [
        "ssh://host", "ftp://host", "unix://relative", "tcp://", "tcp://user@host:1", "tcp://host:1/path",
        "nonsense://",
    ])
    func anAddressThatCannotBeUsedIsSaidWithTheWay(_ address: String) throws {
        for name in ["DOCKER_HOST", "CONTAINER_HOST"] {
            let error = #expect(throws: HimatError.self) { try endpoints([name: address]) }
            #expect(error?.code == .usage)
            #expect(error?.message.contains(name) == true)
            #expect(error?.nextStep?.isEmpty == false)
        }
    }

    @Test func aContextThatIsNotThereIsSaid() throws {
        let error = #expect(throws: HimatError.self) { try endpoints(["DOCKER_CONTEXT": "work"]) }
        #expect(error?.message.contains("docker context work") == true)
    }

    @Test func aBrokenConfigurationIsSaid() throws {
        try write("{", to: ".docker/config.json")
        let error = #expect(throws: HimatError.self) { try endpoints() }
        #expect(error?.message.contains(".docker/config.json") == true)
    }

    @Test(arguments: [
        ("unix:///a/b.sock", "unix:///a/b.sock"), ("/a/b.sock", "unix:///a/b.sock"),
        ("tcp://host:1234", "tcp://host:1234"), ("tcp://host", "tcp://host:2375"), ("host:99", "tcp://host:99"),
        ("tcp://[::1]:99", "tcp://[::1]:99"), ("tcp://[::1]", "tcp://[::1]:2375"), ("https://host", "tcp://host:2376"),
    ])
    func addressesAreReadAsDockerReadsThem(_ written: String, _ understood: String) throws {
        let found = try endpoints(["DOCKER_HOST": written])
        #expect(found.map(\.address) == [understood])
        #expect(found.first?.isChosen == true)
    }

    @Test func tlsOfTheEnvironmentIsUsed() throws {
        for name in ["ca", "cert", "key"] { try write(name, to: "tls/\(name).pem") }
        let variables = ["DOCKER_HOST": "tcp://host", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": folder.file("tls")]
        let route = try #require(try endpoints(variables).first?.route)
        let tls = TLSOptions(
            certificateAuthorities: Array("ca".utf8), clientCertificate: Array("cert".utf8),
            clientKey: Sensitive(Array("key".utf8)))
        #expect(route == .network(url: "https://host:2376", tls: tls))
    }

    @Test func theEnvironmentGoesBeforeTheContextAndTheContextBeforePodmansVariable() throws {
        try write(#"{"currentContext": "lab"}"#, to: ".docker/config.json")
        try context("lab", #"{"Endpoints": {"docker": {"Host": "unix:///lab.sock"}}}"#)
        try context("other", #"{"Endpoints": {"docker": {"Host": "unix:///other.sock"}}}"#)
        let podman = ["CONTAINER_HOST": "unix:///podman.sock"]
        let all = podman.merging(["DOCKER_HOST": "unix:///host.sock", "DOCKER_CONTEXT": "other"]) { $1 }
        #expect(try endpoints(all).map(\.address) == ["unix:///host.sock"])
        let named = podman.merging(["DOCKER_CONTEXT": "other"]) { $1 }
        #expect(try endpoints(named).map(\.origin) == ["docker context other"])
        #expect(try endpoints(podman).map(\.address) == ["unix:///lab.sock"])
        let plain = podman.merging(["DOCKER_CONTEXT": "default"]) { $1 }
        #expect(try endpoints(plain).map(\.address) == ["unix:///podman.sock"])
    }

    @Test func withoutAWordTheUsualSocketsAreTriedAndEachIsNamed() async throws {
        let error = await #expect(throws: HimatError.self) {
            try await EngineClient.connect(
                environment(["XDG_RUNTIME_DIR": "/run-of-me"]), sender: HTTPClient(environment: .none),
                locator: EngineLocator(environment(["XDG_RUNTIME_DIR": "/run-of-me"]), systemFolder: folder.path))
        }
        #expect(error?.code == .notFound)
        let tried = error?.details ?? []
        for path in [
            "/var/run/docker.sock", "/run-of-me/docker.sock", "/run/podman/podman.sock",
            "/run-of-me/podman/podman.sock",
        ] {
            #expect(tried.contains { $0.contains("\(path) (") && $0.hasSuffix("not there") })
        }
        #expect(error?.nextStep?.contains("DOCKER_HOST") == true)
    }

    @Test func whatListensButIsNoEngineIsSaidToBeNone() async throws {
        try await HTTPTestServer.running { server in
            let error = await #expect(throws: HimatError.self) {
                try await EngineClient.connect(
                    environment(["DOCKER_HOST": "unix://\(server.socket)"]), sender: HTTPClient(environment: .none))
            }
            #expect(error?.code == .notFound)
            #expect(error?.description.contains("no container engine") == true)
        }
    }
}
