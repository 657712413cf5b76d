// SPDX-License-Identifier: MIT
public import HimatSupport

/// Header fields in order; names compare without regard to case.
public struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// The fields as sent or received.
    public private(set) var fields: [(name: String, value: String)] = []

    /// No fields.
    public init() {}
    /// The given fields in order.
    public init(dictionaryLiteral elements: (String, String)...) { fields = elements.map { (name: $0.0, value: $0.1) } }

    /// The first value of a field; setting replaces all its values, setting nil removes the field.
    public subscript(name: String) -> String? {
        get { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            fields.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { fields.append((name: name, value: newValue)) }
        }
    }

    /// Appends a field, keeping others of that name.
    public mutating func add(_ name: String, _ value: String) { fields.append((name: name, value: value)) }

    /// Equal when the same names (case-insensitive) carry the same values in the same order.
    public static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool {
        left.fields.map { $0.name.lowercased() } == right.fields.map { $0.name.lowercased() }
            && left.fields.map(\.value) == right.fields.map(\.value)
    }
}

/// What a TLS connection trusts and shows.
public struct TLSOptions: Sendable, Hashable {
    /// Certificates to trust, PEM; nil = the machine's own list (or `AWS_CA_BUNDLE`, set by the caller as bytes).
    public var certificateAuthorities: [UInt8]?
    /// The client certificate chain, PEM.
    public var clientCertificate: [UInt8]?
    /// The client's private key, PEM; kept in memory only.
    public var clientKey: Sensitive<[UInt8]>?
    /// The name the server's certificate must carry, when it is not the URL's host.
    public var serverName: String?
    /// Accepts any certificate. Whoever sets it has warned the user.
    public var isInsecure: Bool

    /// Builds options; without arguments the machine's own trust.
    public init(
        certificateAuthorities: [UInt8]? = nil, clientCertificate: [UInt8]? = nil,
        clientKey: Sensitive<[UInt8]>? = nil, serverName: String? = nil, isInsecure: Bool = false
    ) {
        self.certificateAuthorities = certificateAuthorities
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.serverName = serverName
        self.isInsecure = isInsecure
    }
}

/// Limits of time for one request.
public struct HTTPTimeouts: Sendable, Hashable {
    /// Until the connection stands.
    public var connect: Duration
    /// Until the whole answer is there; nil for streams that may last (watches).
    public var total: Duration?
    /// The longest silence in a stream before it counts as dead; nil = none.
    public var idle: Duration?

    /// Builds limits; the defaults suit an API call.
    public init(connect: Duration = .seconds(10), total: Duration? = .seconds(60), idle: Duration? = nil) {
        self.connect = connect
        self.total = total
        self.idle = idle
    }
}

/// The content of a request.
public enum HTTPRequestBody: Sendable {
    /// None.
    case empty
    /// Bytes in memory; may be sent again by a retry.
    case bytes([UInt8])
    /// Pieces pulled as the connection takes them; `length` nil = chunked. Never retried.
    case stream(length: Int?, next: @Sendable () async throws -> [UInt8]?)
}

/// One HTTP request.
public struct HTTPRequest: Sendable {
    /// `GET`, `POST` …
    public var method: String
    /// The absolute URL, already percent-encoded.
    public var url: String
    /// The header fields.
    public var headers: HTTPHeaders
    /// The content.
    public var body: HTTPRequestBody
    /// Limits of time.
    public var timeouts: HTTPTimeouts
    /// What TLS trusts and shows.
    public var tls: TLSOptions
    /// Connects to this unix socket instead of the URL's host.
    public var unixSocket: String?
    /// The proxy's URL; nil = as the environment says (`HTTPS_PROXY`, `NO_PROXY`).
    public var proxy: String?
    /// Whether sending it twice does no harm: retried on broken connections and 5xx, otherwise only on refusals before any work.
    public var isRepeatable: Bool

    /// Builds a request; GET and HEAD are repeatable unless told otherwise.
    public init(
        _ method: String = "GET", _ url: String, headers: HTTPHeaders = [:], body: HTTPRequestBody = .empty,
        timeouts: HTTPTimeouts = HTTPTimeouts(), tls: TLSOptions = TLSOptions(), unixSocket: String? = nil,
        proxy: String? = nil, isRepeatable: Bool? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.tls = tls
        self.unixSocket = unixSocket
        self.proxy = proxy
        self.isRepeatable = isRepeatable ?? (method == "GET" || method == "HEAD")
    }
}
