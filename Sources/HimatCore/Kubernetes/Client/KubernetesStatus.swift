// SPDX-License-Identifier: MIT
public import HimatSupport

/// A refusal as the API server said it: the decoded `Status` object.
public struct KubernetesStatus: Error, Sendable, Equatable, CustomStringConvertible {
    /// One reason among several, with the field it is about.
    public struct Cause: Sendable, Equatable {
        /// The machine-readable reason, e.g. `FieldManagerConflict`.
        public var reason: String
        /// The words.
        public var message: String
        /// The field, e.g. `.data.a`; empty when it is about none.
        public var field: String
    }

    /// The HTTP status.
    public var code: Int
    /// The machine-readable reason, e.g. `NotFound`; empty when the server gave none.
    public var reason: String
    /// The server's words.
    public var message: String
    /// The kind or plural the refusal is about.
    public var kind: String?
    /// The name the refusal is about.
    public var name: String?
    /// Further reasons.
    public var causes: [Cause]

    /// Builds a status from its parts.
    public init(
        code: Int, reason: String, message: String, kind: String? = nil, name: String? = nil, causes: [Cause] = []
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.kind = kind
        self.name = name
        self.causes = causes
    }

    /// Decodes a `Status` object; nil when it is another object.
    public init?(_ json: JSONValue) {
        guard json["kind"]?.string == "Status" else { return nil }
        self.init(
            code: json["code"]?.int ?? 0, reason: json["reason"]?.string ?? "", message: json["message"]?.string ?? "",
            kind: json.at("details", "kind")?.string, name: json.at("details", "name")?.string,
            causes: (json.at("details", "causes")?.array ?? []).map {
                Cause(
                    reason: $0["reason"]?.string ?? "", message: $0["message"]?.string ?? "",
                    field: $0["field"]?.string ?? "")
            })
    }

    /// Decodes an answer that is no success; a body that is no `Status` (a proxy's page) is quoted in its beginning.
    public init(httpStatus: Int, body: [UInt8]) {
        if let json = try? JSONValue.parse(body), var status = KubernetesStatus(json) {
            if status.code == 0 { status.code = httpStatus }
            self = status
            return
        }
        let text = String(decoding: body.prefix(200), as: UTF8.self)
        self.init(code: httpStatus, reason: "", message: text.isEmpty ? "an empty answer" : text)
    }

    /// `409 Conflict: Apply failed with 1 conflict…`
    public var description: String { "\(code)\(reason.isEmpty ? "" : " \(reason)"): \(message)" }
}

extension HimatError {
    /// The API server's refusal at the bottom of the chain of causes, if there is one.
    public var kubernetesStatus: KubernetesStatus? {
        var underneath: (any Error)? = cause
        while let error = underneath {
            if let status = error as? KubernetesStatus { return status }
            underneath = (error as? HimatError)?.cause
        }
        return nil
    }
}
