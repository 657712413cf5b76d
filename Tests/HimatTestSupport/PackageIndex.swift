// SPDX-License-Identifier: MIT
import Foundation
import HimatSupport

/// PyPI on loopback, for containers that have neither this machine's certificates nor its network (`package_index.py`).
public final class PackageIndex: Sendable {
    /// What pip is told: `http://127.0.0.1:port/simple`.
    public let url: String
    private let process: ServerProcess

    /// Starts an index, runs `body` with it and ends it, whatever happens.
    public static func running<Result>(_ body: (PackageIndex) async throws -> Result) async throws -> Result {
        let index = try PackageIndex()
        defer { index.process.stop() }
        return try await body(index)
    }

    private init() throws {
        process = try ServerProcess(
            [
                PackageFolder.path("Tests/HimatTestSupport/Servers/package_index.py"),
                PackageFolder.path(".build-images/wheels"),
            ], variables: [:])
        guard let port = try JSONValue.parse(process.firstLine())["port"]?.int else {
            throw HimatError(.internalFault, "The package index did not start")
        }
        url = "http://127.0.0.1:\(port)/simple"
    }
}
