// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport

/// The notebook server behind the balancer, as a browser meets it.
struct Notebook: Sendable {
    /// `jupyter_url`, which ends with `/lab`.
    let url: String
    let token: String

    /// The status of an address of this server.
    func status(_ address: String? = nil, withToken isSigned: Bool = true) async throws -> Int {
        try await ask("GET", address ?? url, isSigned: isSigned).status
    }

    /// Puts a file into the home volume.
    func put(_ name: String, _ content: String) async throws -> Int {
        let body: JSONValue = ["type": "file", "format": "text", "content": .string(content)]
        return try await ask("PUT", contents(name), body: body).status
    }

    /// The content of a file of the home volume; nil when there is none.
    func content(_ name: String) async throws -> String? {
        let answer = try await ask("GET", contents(name))
        return answer.status == 200 ? try JSONValue.parse(answer.body)["content"]?.string : nil
    }

    private func contents(_ name: String) -> String { url.replacing("/lab", with: "/api/contents/\(name)") }

    private func ask(_ method: String, _ address: String, body: JSONValue? = nil, isSigned: Bool = true) async throws
        -> HTTPResponse
    {
        let client = HTTPClient(environment: .none)
        defer { client.close() }
        return try await client.send(
            HTTPRequest(
                method, address, headers: isSigned ? ["Authorization": "token \(token)"] : [:],
                body: body.map { .bytes($0.bytes) } ?? .empty))
    }
}
