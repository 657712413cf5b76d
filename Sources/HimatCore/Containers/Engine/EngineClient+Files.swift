// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatHTTP
internal import HimatSupport

extension EngineClient {
    /// A file of an image, read without starting anything; links are followed. Nil when the image has no such file.
    /// - Parameters:
    ///   - path: an absolute path.
    ///   - limit: the most bytes; a larger file throws `HimatError` (malformed).
    public func file(_ path: String, ofImage image: String, limit: Int = 16 << 20) async throws -> [UInt8]? {
        // A command that is never run: an image without one of its own cannot be made a container otherwise.
        try await withContainer(ContainerOptions(image: image, command: ["true"])) { id in
            try await file(path, ofContainer: id, limit: limit)
        }
    }

    /// A file of a container; links are followed. Nil when there is no such file.
    public func file(_ path: String, ofContainer id: String, limit: Int = 16 << 20) async throws -> [UInt8]? {
        var place = path
        for _ in 0..<8 {
            guard place.hasPrefix("/") else { break }
            let request = request(
                "GET", "/containers/\(try Self.path(of: id))/archive", query: [(name: "path", value: place)])
            let answer: HTTPResponse
            do {
                answer = try await self.answer(request, to: "read \(path)", limit: limit + (64 << 10))
            } catch let error as HimatError where error.code == .notFound {
                return nil
            }
            guard let entry = try TarEntry.first(of: answer.body) else { return nil }
            switch entry.content {
            case .file(let bytes):
                guard bytes.count <= limit else {
                    throw HimatError(.malformed, "\(path) is larger than \(limit) bytes")
                }
                return bytes
            case .link(let target): place = Self.target(of: target, from: place, answer.headers)
            case .other: throw HimatError(.malformed, "\(path) is no file")
            }
        }
        throw HimatError(.malformed, "\(path) is a link that leads nowhere")
    }

    /// Where a link leads: what the engine has found out, else the link's own words.
    private static func target(of link: String, from place: String, _ headers: HTTPHeaders) -> String {
        let about = headers["X-Docker-Container-Path-Stat"].flatMap { Data(base64Encoded: $0) }
        let known = about.flatMap { try? JSONValue.parse([UInt8]($0)) }?["linkTarget"]?.string
        if let known, known.hasPrefix("/") { return known }
        if link.hasPrefix("/") { return link }
        return place.prefix(upTo: place.lastIndex(of: "/") ?? place.startIndex) + "/" + link
    }
}
