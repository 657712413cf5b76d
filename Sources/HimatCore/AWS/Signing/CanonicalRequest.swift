// SPDX-License-Identifier: MIT
internal import HimatHTTP

/// The normal form of a request that both sides hash
/// ([Create a signed AWS API request, step 1](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)).
public struct CanonicalRequest: Sendable, Equatable {
    /// The names in the signature, small letters, sorted, joined by `;`.
    public let signedHeaders: String
    /// Method, URI, query, headers, signed headers and payload hash, a line each.
    public let text: String

    /// Headers that connections and proxies may change on the way, so that they are never signed.
    static let unsignedHeaders: Set<String> = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    /// Builds the normal form.
    /// - Parameters:
    ///   - path: as it goes on the wire.
    ///   - isLiteral: the path is taken as it is (S3); else it is normalised and encoded once more.
    init(
        method: String, path: String, isLiteral: Bool, query: String?,
        headers: [(name: String, value: String)], payloadHash: String
    ) {
        let lines = Self.canonicalHeaders(headers)
        signedHeaders = lines.map(\.name).joined(separator: ";")
        var parts: [String] = [method.uppercased()]
        parts.append(isLiteral ? path : Self.canonicalURI(path))
        parts.append(Self.canonicalQuery(query ?? ""))
        for line in lines { parts.append("\(line.name):\(line.value)") }
        parts.append("")
        parts.append(signedHeaders)
        parts.append(payloadHash)
        text = parts.joined(separator: "\n")
    }

    /// Removes empty, `.` and `..` segments, then encodes what is left.
    static func canonicalURI(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let isFolder = path.hasSuffix("/")
        let joined = "/" + segments.joined(separator: "/") + (isFolder && !segments.isEmpty ? "/" : "")
        return PercentEncoding.path(joined)
    }

    /// The parameters encoded anew and sorted by name, then by value.
    static func canonicalQuery(_ query: String) -> String {
        var pairs: [(name: String, value: String)] = []
        for piece in query.split(separator: "&") {
            let name = piece.prefix { $0 != "=" }
            let value = piece.dropFirst(name.count + 1)
            pairs.append((PercentEncoding.query(decoded(name)), PercentEncoding.query(decoded(value))))
        }
        pairs.sort { left, right in left.name == right.name ? left.value < right.value : left.name < right.name }
        var parts: [String] = []
        for pair in pairs { parts.append("\(pair.name)=\(pair.value)") }
        return parts.joined(separator: "&")
    }

    /// Small names, sorted; white space folded; values of one name joined by commas in their order.
    static func canonicalHeaders(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        var values: [String: String] = [:]
        for header in headers {
            let name = header.name.lowercased()
            if unsignedHeaders.contains(name) { continue }
            let folded = header.value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if let earlier = values[name] { values[name] = "\(earlier),\(folded)" } else { values[name] = folded }
        }
        var lines: [(name: String, value: String)] = []
        for name in values.keys.sorted() { lines.append((name, values[name] ?? "")) }
        return lines
    }

    /// Undoes `%XX`; what is no valid escape stays as it is.
    private static func decoded(_ text: Substring) -> String {
        let bytes = [UInt8](text.utf8)
        var plain: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let digits = bytes[min(index + 1, bytes.count)..<min(index + 3, bytes.count)]
            if bytes[index] == UInt8(ascii: "%"), digits.count == 2,
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                plain.append(byte)
                index += 3
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
