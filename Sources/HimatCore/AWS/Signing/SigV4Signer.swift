// SPDX-License-Identifier: MIT
internal import Crypto
public import FoundationEssentials
public import HimatHTTP
internal import HimatSupport

/// Signs requests with AWS Signature Version 4, by headers or as a presigned URL.
///
/// Steps and names are those of the
/// [published algorithm](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
public struct SigV4Signer: Sendable {
    /// What stands for the content in the signature.
    public enum Payload: Sendable {
        /// The SHA-256 of the request's own bytes; a stream cannot be signed so.
        case hashed
        /// A hash made elsewhere, in small hexadecimal digits.
        case known(String)
        /// `UNSIGNED-PAYLOAD`.
        case unsigned
    }

    static let algorithm = "AWS4-HMAC-SHA256"

    /// The service's signing name.
    public var service: String
    /// The region of the signature's scope.
    public var region: String
    /// Takes the path as it is, neither normalised nor encoded twice: S3's rule, and S3's alone.
    public var takesPathLiterally: Bool

    /// Builds a signer for one service in one region.
    public init(service: String, region: String, takesPathLiterally: Bool = false) {
        self.service = service
        self.region = region
        self.takesPathLiterally = takesPathLiterally
    }

    /// The request with `Host`, `X-Amz-Date`, `X-Amz-Security-Token` (for session credentials) and `Authorization`.
    /// - Throws: `HimatError` (internal) for a URL without host or a stream without a known hash.
    public func sign(
        _ request: HTTPRequest, with credentials: AWSCredentials, at date: Date, payload: Payload = .hashed
    ) throws -> HTTPRequest {
        let parts = try Self.parts(of: request)
        let time = SigningTime(date)
        let payloadHash = try Self.payloadHash(payload, request.body)
        var signed = request
        if signed.headers["Host"] == nil { signed.headers["Host"] = parts.host }
        signed.headers["X-Amz-Date"] = time.timestamp
        signed.headers["X-Amz-Security-Token"] = credentials.sessionToken?.revealed
        var namesHash = takesPathLiterally
        if case .unsigned = payload { namesHash = true }
        if namesHash { signed.headers["X-Amz-Content-SHA256"] = payloadHash }
        let canonical = canonicalRequest(request.method, parts, signed.headers.fields, payloadHash)
        let signature = self.signature(of: stringToSign(canonical, time), with: credentials, time)
        signed.headers["Authorization"] =
            "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope(time)), "
            + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
        return signed
    }

    /// A URL that carries its own signature for `lifetime` seconds; the request's headers must be sent along with it.
    /// - Throws: `HimatError` (internal) for a URL without host.
    public func presign(
        _ request: HTTPRequest, with credentials: AWSCredentials, at date: Date, lifetime: Int,
        payload: Payload = .hashed
    ) throws -> String {
        var parts = try Self.parts(of: request)
        let time = SigningTime(date)
        let payloadHash = try Self.payloadHash(payload, request.body)
        var headers = request.headers
        if headers["Host"] == nil { headers["Host"] = parts.host }
        let names = CanonicalRequest.canonicalHeaders(headers.fields).map(\.name).joined(separator: ";")
        var query: [(String, String)] = [
            ("X-Amz-Algorithm", Self.algorithm), ("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope(time))"),
            ("X-Amz-Date", time.timestamp), ("X-Amz-Expires", "\(lifetime)"), ("X-Amz-SignedHeaders", names),
        ]
        if let token = credentials.sessionToken { query.append(("X-Amz-Security-Token", token.revealed)) }
        var pieces = parts.query.map { $0.isEmpty ? [] : [$0] } ?? []
        for (name, value) in query { pieces.append("\(name)=\(PercentEncoding.query(value))") }
        parts.query = pieces.joined(separator: "&")
        let canonical = canonicalRequest(request.method, parts, headers.fields, payloadHash)
        return parts.url + "&X-Amz-Signature=\(signature(of: stringToSign(canonical, time), with: credentials, time))"
    }
}

extension SigV4Signer {
    /// Step 1: the canonical request.
    func canonicalRequest(
        _ method: String, _ parts: URLParts, _ headers: [(name: String, value: String)], _ payloadHash: String
    ) -> CanonicalRequest {
        CanonicalRequest(
            method: method, path: parts.path, isLiteral: takesPathLiterally, query: parts.query, headers: headers,
            payloadHash: payloadHash)
    }

    /// Step 2 and 3: algorithm, time, scope and the hash of the canonical request.
    func stringToSign(_ canonical: CanonicalRequest, _ time: SigningTime) -> String {
        [Self.algorithm, time.timestamp, scope(time), Self.hex(SHA256.hash(data: [UInt8](canonical.text.utf8)))]
            .joined(separator: "\n")
    }

    /// Step 4: the key derived for one day, region and service.
    func signingKey(_ secret: Sensitive<String>, _ time: SigningTime) -> SymmetricKey {
        var key = SymmetricKey(data: [UInt8]("AWS4\(secret.revealed)".utf8))
        for part in [time.day, region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: [UInt8](part.utf8), using: key))
        }
        return key
    }

    /// Step 5: the signature in hexadecimal digits.
    func signature(of stringToSign: String, with credentials: AWSCredentials, _ time: SigningTime) -> String {
        let key = signingKey(credentials.secretAccessKey, time)
        return Self.hex(HMAC<SHA256>.authenticationCode(for: [UInt8](stringToSign.utf8), using: key))
    }

    private func scope(_ time: SigningTime) -> String { "\(time.day)/\(region)/\(service)/aws4_request" }

    private static func parts(of request: HTTPRequest) throws -> URLParts {
        guard let parts = URLParts(request.url) else {
            throw HimatError(
                .internalFault, "A request without a host cannot be signed: \(request.url.prefix { $0 != "?" })")
        }
        return parts
    }

    private static func payloadHash(_ payload: Payload, _ body: HTTPRequestBody) throws -> String {
        switch (payload, body) {
        case (.known(let hash), _): return hash
        case (.unsigned, _): return "UNSIGNED-PAYLOAD"
        case (.hashed, .empty): return hex(SHA256.hash(data: [UInt8]()))
        case (.hashed, .bytes(let bytes)): return hex(SHA256.hash(data: bytes))
        case (.hashed, .stream):
            throw HimatError(.internalFault, "A streamed body can be signed only with a known hash or unsigned")
        }
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = [UInt8]("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
