// SPDX-License-Identifier: MIT
internal import HimatHTTP

/// One call before it has an address and a signature: what stays the same from attempt to attempt.
struct AWSCall: Sendable {
    /// The service.
    var service: AWSService
    /// The action, for errors and logs.
    var action: String
    /// The HTTP method.
    var method: String
    /// The path from its slash on, percent-encoded.
    var path: String
    /// The query, percent-encoded; nil = none.
    var query: String?
    /// The content.
    var body: [UInt8]
    /// The content's type and the like.
    var headers: HTTPHeaders
    /// Whether it may be sent twice.
    var repeatability: Repeatability
    /// False for calls that prove the caller's identity in another way (web identity, single sign-on).
    var isSigned = true

    /// The request to this endpoint.
    func request(to endpoint: AWSEndpoint) -> HTTPRequest {
        var fields = headers
        fields["Accept"] = "*/*"
        fields["User-Agent"] = "himat"
        return HTTPRequest(
            method, endpoint.url + path + (query.map { "?\($0)" } ?? ""), headers: fields,
            body: body.isEmpty ? .empty : .bytes(body), isRepeatable: false)
    }
}
