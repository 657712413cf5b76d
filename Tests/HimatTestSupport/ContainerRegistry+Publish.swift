// SPDX-License-Identifier: MIT
import Crypto
import Foundation
import HimatHTTP
import HimatSupport

extension ContainerRegistry {
    /// Puts an image without layers under a tag, as an engine's push does; images differ by their label.
    /// - Returns: its digest.
    @discardableResult
    public func publish(_ repository: String, tag: String, label: String) async throws -> String {
        let http = HTTPClient(environment: .none)
        defer { http.close() }
        let config: JSONValue = [
            "architecture": "amd64", "os": "linux", "config": ["Labels": ["label": .string(label)]],
            "rootfs": ["type": "layers", "diff_ids": []],
        ]
        let content = config.bytes
        let begun = try await send("POST", "/v2/\(repository)/blobs/uploads/", by: http)
        let place = begun.headers["Location"] ?? ""
        let sum = Self.digest(of: content)
        let mark = place.contains("?") ? "&" : "?"
        _ = try await send("PUT", "\(place)\(mark)digest=\(sum)", content, "application/octet-stream", by: http)
        let type = "application/vnd.docker.distribution.manifest.v2+json"
        let manifest: JSONValue = [
            "schemaVersion": 2, "mediaType": .string(type), "layers": [],
            "config": [
                "mediaType": "application/vnd.docker.container.image.v1+json", "size": .int(content.count),
                "digest": .string(sum),
            ],
        ]
        _ = try await send("PUT", "/v2/\(repository)/manifests/\(tag)", manifest.bytes, type, by: http)
        return Self.digest(of: manifest.bytes)
    }

    private func send(
        _ method: String, _ place: String, _ body: [UInt8] = [], _ type: String? = nil, by http: HTTPClient
    ) async throws -> HTTPResponse {
        let url = place.hasPrefix("/") ? "http://\(host)\(place)" : place
        let password = Data("scientist:correct horse".utf8).base64EncodedString()
        var request = HTTPRequest(method, url, headers: ["Authorization": "Basic \(password)"], body: .bytes(body))
        if let type { request.headers["Content-Type"] = type }
        let answer = try await http.send(request)
        guard answer.status < 300 else {
            throw HimatError(
                .service, "The registry answered \(method) \(place) with \(answer.status)",
                details: [String(decoding: answer.body, as: UTF8.self)])
        }
        return answer
    }

    private static func digest(of bytes: [UInt8]) -> String {
        "sha256:" + SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
    }
}
