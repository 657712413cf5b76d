// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

extension AWSError {
    /// Reads a refusal in whatever dialect it came: the two query dialects, JSON 1.1, REST JSON, an HTML page, nothing at all.
    ///
    /// The content decides, not the service's protocol: proxies and gateways answer in their own words.
    init(_ response: HTTPResponse, service: AWSService, action: String) {
        var found = Self.said(in: response)
        if let type = response.headers["x-amzn-errortype"] { found.code = Self.bareCode(type) }
        // Services that once spoke the query protocol keep its code here.
        if let old = response.headers["x-amzn-query-error"] { found.code = String(old.prefix { $0 != ";" }) }
        self.init(
            service: service.signingName, action: action, status: response.status,
            code: found.code ?? "HTTP\(response.status)",
            message: Self.readable(found.message ?? Self.silence(response)),
            requestID: Self.requestID(response) ?? found.requestID)
    }

    /// The request id that a header carries.
    static func requestID(_ response: HTTPResponse) -> String? {
        response.headers["x-amzn-requestid"] ?? response.headers["x-amz-request-id"] ?? response.headers["x-amz-id-2"]
    }

    private struct Said {
        var code: String?
        var message: String?
        var requestID: String?
    }

    private static func said(in response: HTTPResponse) -> Said {
        guard let first = response.body.first(where: { $0 > 32 && $0 < 0x80 }) else { return Said() }
        if first == UInt8(ascii: "{"), let body = try? JSONValue.parse(response.body) {
            let code = body["__type"]?.string ?? body["code"]?.string ?? body["Code"]?.string
            return Said(
                code: code.map(bareCode), message: body["message"]?.string ?? body["Message"]?.string,
                requestID: nil)
        }
        if first == UInt8(ascii: "<"), let root = try? XMLDocument.parse(response.body), let said = xml(root) {
            return said
        }
        let text = String(decoding: response.body.prefix(4096), as: UTF8.self)
        return Said(code: nil, message: first == UInt8(ascii: "<") ? title(ofHTML: text) : text, requestID: nil)
    }

    private static func xml(_ root: XMLElement) -> Said? {
        let error = root["Errors"]?["Error"] ?? root["Error"] ?? (root.name == "Error" ? root : nil)
        guard let error, let code = error["Code"]?.text, !code.isEmpty else { return nil }
        let id = root["RequestID"] ?? root["RequestId"] ?? error["RequestId"] ?? error["RequestID"]
        return Said(code: code, message: error["Message"]?.text ?? error["message"]?.text, requestID: id?.text)
    }

    /// `prefix#Code:http://…` without prefix and address.
    private static func bareCode(_ type: String) -> String {
        let code = type.prefix { $0 != ":" && $0 != ";" }
        return code.split(separator: "#").last.map(String.init) ?? String(code)
    }

    private static func title(ofHTML text: String) -> String {
        let lower = text.lowercased()
        for tag in ["title", "h1"] {
            let pieces = lower.split(separator: "<\(tag)>", maxSplits: 1, omittingEmptySubsequences: false)
            guard pieces.count == 2 else { continue }
            let start = pieces[0].utf8.count + tag.utf8.count + 2
            let rest = String(decoding: Array(text.utf8).dropFirst(start), as: UTF8.self)
            return String(rest.prefix { $0 != "<" })
        }
        return "an HTML page without a title"
    }

    private static func silence(_ response: HTTPResponse) -> String {
        response.body.isEmpty ? "the answer was empty" : "the answer said no more"
    }

    /// One line, no encoded authorization blob, no more than a screen holds.
    private static func readable(_ message: String) -> String {
        let blob = "Encoded authorization failure message:"
        let pieces = message.split(separator: blob, maxSplits: 1, omittingEmptySubsequences: false)
        let plain = pieces.count == 2 ? "\(pieces[0])(the encoded reason is left out)" : message
        let line = plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 1000 ? line.prefix(1000) + "…" : line
    }
}
