// SPDX-License-Identifier: MIT
import Foundation
public import HimatContainers
public import HimatHTTP
public import HimatSupport

/// A real container engine of a test's own, on a socket and in folders of its own; it ends with all it has made.
public final class ContainerEngine: Sendable {
    /// The engines that are tested with.
    public enum Kind: String, CaseIterable, Sendable {
        case docker, podman
    }

    /// Which engine it is.
    public let kind: Kind
    /// Its socket's path.
    public let socket: String
    /// The port where it listens for those who have a certificate; nil unless it is remote.
    public let port: Int?
    /// The process that answers.
    public let identifier: Int32
    /// What its clients send with.
    public let http = HTTPClient(environment: .none)
    private let process: ServerProcess

    /// Starts an engine, runs `body` with it and ends it, whatever happens.
    /// - Parameters:
    ///   - disk: the size of its disk in megabytes; nil = the machine's own.
    ///   - isRemote: docker alone: whether it listens on a port too, with the tests' certificates.
    public static func running<Result>(
        _ kind: Kind, disk: Int? = nil, isRemote: Bool = false, _ body: (ContainerEngine) async throws -> Result
    ) async throws -> Result {
        let engine = try ContainerEngine(kind, disk: disk, isRemote: isRemote)
        defer { engine.stop() }
        return try await body(engine)
    }

    init(_ kind: Kind, disk: Int? = nil, isRemote: Bool = false) throws {
        self.kind = kind
        let folder = FileManager.default.temporaryDirectory.path + "/himat-engine-" + UUID().uuidString.prefix(8)
        let servers = PackageFolder.path("Tests/HimatTestSupport/Servers")
        process = try ServerProcess(
            ["\(servers)/engines/engine.py", kind.rawValue, folder] + (disk.map { ["--disk", "\($0)"] } ?? [])
                + (isRemote ? ["--certificates", "\(servers)/certificates"] : []), variables: [:])
        let answer = try JSONValue.parse(process.firstLine())
        guard let socket = answer["socket"]?.string, let identifier = answer["pid"]?.int else {
            process.stop()
            throw HimatError(
                .internalFault, "No \(kind) for the tests", details: [answer["error"]?.string ?? ""],
                nextStep: "install docker.io and podman, and run these tests as root")
        }
        self.socket = socket
        port = answer["port"]?.int
        self.identifier = Int32(identifier)
    }

    func stop() {
        http.close()
        process.stop(within: 40)
    }

    /// Ends it as a power cut would; what it has started is cleaned up with `running`.
    public func kill() { Foundation.kill(identifier, SIGKILL) }

    /// An environment whose engine it is.
    public var environment: ProcessEnvironment {
        ProcessEnvironment(
            variables: ["DOCKER_HOST": "unix://\(socket)"], home: "/nonexistent", currentDirectory: "/")
    }

    /// A client of it.
    public func client() async throws -> EngineClient { try await EngineClient.connect(environment, sender: http) }

    /// Gives it the small base image, a shell and a few commands, as `localhost/himat-base:1`.
    public func importBase() async throws {
        let client = try await client()
        guard try await client.image(Self.base) == nil else { return }
        let bytes = try Data(contentsOf: URL(filePath: BaseImage.small()))
        guard let reference = ImageReference(Self.base) else { return }
        _ = try await client.importImage(.bytes([UInt8](bytes)), as: reference)
    }

    /// The name of the small base image.
    public static let base = "localhost/himat-base:1"
}
