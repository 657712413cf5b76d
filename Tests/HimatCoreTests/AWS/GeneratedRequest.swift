// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport

@testable import HimatAWS

/// A request made up for a comparison of signers.
struct GeneratedRequest: CustomStringConvertible {
    var method: String
    var url: String
    var headers: [(String, String)]
    var body: String
    var service: String
    var region: String
    var isLiteral: Bool

    var http: HTTPRequest {
        var fields: HTTPHeaders = [:]
        for (name, value) in headers { fields.add(name, value) }
        return HTTPRequest(method, url, headers: fields, body: .bytes([UInt8](body.utf8)))
    }

    var json: JSONValue {
        [
            "method": .string(method), "url": .string(url), "body": .string(body), "service": .string(service),
            "region": .string(region), "literal": .bool(isLiteral),
            "headers": .array(headers.map { .array([.string($0.0), .string($0.1)]) }),
        ]
    }

    var description: String { "\(method) \(url) \(headers) for \(service) in \(region)" }
}

/// Makes up requests: the same ones for the same seed.
struct RequestGenerator {
    private var state: UInt64
    private static let alphabet = Array("abcXYZ019-._~ /+=&?%:@!$'()*,;[]üßж日本🙂")

    init(seed: UInt64) { state = seed }

    mutating func next() -> GeneratedRequest {
        let isLiteral = below(8) == 0
        var path = ""
        for _ in 0..<below(4) { path += "/" + PercentEncoding.query(text(8)) }
        if !isLiteral, below(4) == 0 { path += ["/.", "/..", "//", "/a/./b", "/a/../b"][below(5)] }
        if path.isEmpty || below(3) == 0 { path += "/" }
        var query: [(name: String, value: String)] = []
        for _ in 0..<below(5) { query.append((["a", "B", "b", "Zz", text(4)][below(5)], text(6))) }
        var headers: [(String, String)] = []
        if below(2) == 0 { headers.append(("Content-Type", "application/x-amz-json-1.1")) }
        if below(2) == 0 { headers.append(("X-Amz-Target", "Some.Action\(below(100))")) }
        if below(3) == 0 { headers.append(("My-Header", "  spread   out\t value ")) }
        if below(3) == 0 { headers += [("Twice", "b \(below(10))"), ("Twice", "a")] }
        if below(3) == 0 { headers.append(("User-Agent", "never signed")) }
        // botocore hashes the content of S3 requests only where the connection is not encrypted.
        let scheme = isLiteral || below(5) == 0 ? "http" : "https"
        let port = ["", ":80", ":443", ":4566"][below(4)]
        let encoded = query.isEmpty ? "" : "?" + PercentEncoding.query(query)
        return GeneratedRequest(
            method: ["GET", "POST", "PUT", "DELETE", "PATCH"][below(5)],
            url: "\(scheme)://host\(below(9)).example.com\(port)\(path)\(encoded)", headers: headers, body: text(40),
            service: isLiteral ? "s3" : ["ec2", "eks", "iam", "ssm"][below(4)],
            region: ["eu-central-1", "us-east-1", "cn-north-1"][below(3)], isLiteral: isLiteral)
    }

    private mutating func text(_ most: Int) -> String {
        String((0..<(below(most) + 1)).map { _ in Self.alphabet[below(Self.alphabet.count)] })
    }

    /// A number from 0 to `limit` - 1, by splitmix64.
    private mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
