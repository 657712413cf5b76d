// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport

/// A conda channel on loopback, its packages made of PyPI's wheels (`Servers/conda/channel.py`). It has all that its first
/// packages need, and nothing else.
public final class CondaChannel: Sendable {
    /// What environment.yml calls it: `http://127.0.0.1:port/channel`.
    public let url: String
    private let process: ServerProcess
    private let http = HTTPClient(environment: .none)

    /// Starts a channel, runs `body` with it and ends it, whatever happens.
    /// - Parameter packages: `name`, or `name=requirement` where PyPI's name is another.
    public static func running<Result>(
        _ packages: [String], _ body: (CondaChannel) async throws -> Result
    ) async throws -> Result {
        let channel = try CondaChannel(packages)
        defer {
            channel.http.close()
            channel.process.stop()
        }
        return try await body(channel)
    }

    private init(_ packages: [String]) throws {
        let program = PackageFolder.path("Tests/HimatTestSupport/Servers/conda/channel.py")
        process = try ServerProcess([program, PackageFolder.path(".build-images")] + packages, variables: [:])
        guard let port = try JSONValue.parse(process.firstLine())["port"]?.int else {
            throw HimatError(.internalFault, "The conda channel did not start")
        }
        url = "http://127.0.0.1:\(port)/channel"
    }

    /// The names of the files that were fetched since this was asked the last time.
    public func fetched() async throws -> [String] {
        let address = url.replacing("/channel", with: "/requests")
        let answer = try await http.send(HTTPRequest("GET", address))
        return try JSONValue.parse(answer.body).array?.compactMap(\.string) ?? []
    }
}
