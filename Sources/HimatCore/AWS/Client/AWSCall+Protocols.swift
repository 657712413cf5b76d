// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

extension AWSCall {
    /// A call of a query service: a form with `Action` and `Version`.
    static func query(
        _ service: AWSService, _ action: String, _ parameters: [(String, String)], _ repeatability: Repeatability
    ) -> AWSCall {
        let form = encoded([("Action", action), ("Version", service.version)] + parameters)
        return AWSCall(
            service: service, action: action, method: "POST", path: "/", query: nil, body: [UInt8](form.utf8),
            headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"],
            repeatability: repeatability)
    }

    /// A call of a JSON 1.1 service: the action in `X-Amz-Target`.
    static func json(
        _ service: AWSService, _ action: String, _ body: JSONValue, _ repeatability: Repeatability
    ) throws -> AWSCall {
        guard case .json11(let prefix) = service.wire else {
            throw HimatError(.internalFault, "\(service.signingName) does not speak JSON 1.1")
        }
        return AWSCall(
            service: service, action: action, method: "POST", path: "/", query: nil, body: body.bytes,
            headers: ["Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "\(prefix).\(action)"],
            repeatability: repeatability)
    }

    /// A call of a REST service; each piece of the path is encoded whole, its slashes too.
    static func rest(
        _ service: AWSService, _ method: String, _ path: [String], _ query: [(String, String)], _ body: JSONValue?,
        _ action: String, _ repeatability: Repeatability
    ) -> AWSCall {
        var location = ""
        for piece in path { location += "/" + PercentEncoding.query(piece) }
        var headers: HTTPHeaders = [:]
        if body != nil { headers["Content-Type"] = "application/json" }
        return AWSCall(
            service: service, action: action, method: method, path: location.isEmpty ? "/" : location,
            query: query.isEmpty ? nil : encoded(query), body: body?.bytes ?? [], headers: headers,
            repeatability: repeatability)
    }

    private static func encoded(_ pairs: [(String, String)]) -> String {
        var items: [(name: String, value: String)] = []
        for (name, value) in pairs { items.append((name, value)) }
        return PercentEncoding.query(items)
    }
}
