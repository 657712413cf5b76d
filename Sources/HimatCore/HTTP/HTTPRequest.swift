// SPDX-License-Identifier: MIT

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
