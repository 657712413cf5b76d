// SPDX-License-Identifier: MIT
public import HimatHTTP
public import HimatSupport

/// A client of one API server: typed verbs over JSON documents, refusals as `HimatError` with a `KubernetesStatus` underneath.
public struct KubernetesClient: Sendable {
    /// Who owns the fields HiMAT applies.
    public static let fieldManager = "himat"

    /// Who owns the fields this client applies.
    public let manager: String

    /// Where the server is.
    public let connection: KubernetesConnection
    let sender: any HTTPSending
    let clock: any WallClock
    let cache: CredentialCache
    let discovery: Discovery
    let warn: @Sendable (String) -> Void

    /// Builds a client.
    /// - Parameters:
    ///   - sender: carries requests; wrap it in the retry middleware, which also honours `Retry-After` of a 429.
    ///   - warn: takes the `Warning` headers of answers (deprecations, pod security).
    public init(
        _ connection: KubernetesConnection, sender: any HTTPSending, clock: any WallClock = SystemClock(),
        manager: String = KubernetesClient.fieldManager,
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.connection = connection
        self.manager = manager
        self.sender = sender
        self.clock = clock
        self.cache = CredentialCache(connection.credentials, clock: clock)
        self.discovery = Discovery()
        self.warn = warn
    }

    /// One request to a path below the server's URL.
    struct Call: Sendable {
        var method: String
        var path: String
        var query: [(String, String)] = []
        var body: JSONValue?
        var contentType = "application/json"
        var isRepeatable: Bool?
        var timeouts = HTTPTimeouts()
        /// What is tried, for errors: `Applying ConfigMap demo/a`.
        var action: String
    }

    /// Sends and decodes; a refusal becomes an error.
    func json(_ call: Call) async throws -> (status: Int, json: JSONValue) {
        let answer = try await stream(call)
        var body: [UInt8] = []
        for try await piece in answer.body { body += piece }
        do {
            return (answer.status, try JSONValue.parse(body))
        } catch {
            throw HimatError(.malformed, "\(call.action): the answer is not JSON", cause: error)
        }
    }

    /// Sends and returns at the head of a successful answer; a 401 renews the credential once.
    func stream(_ call: Call) async throws -> HTTPStreamingResponse {
        var (credential, generation) = try await cache.current()
        var answer = try await send(call, credential)
        if answer.status == 401 {
            await cache.refuse(generation)
            (credential, generation) = try await cache.current()
            answer = try await send(call, credential)
        }
        for field in answer.headers.fields where field.name.lowercased() == "warning" {
            warn(Self.warningText(field.value))
        }
        guard (200..<300).contains(answer.status) else {
            var body: [UInt8] = []
            for try await piece in answer.body where body.count < 1 << 20 { body += piece }
            throw KubernetesStatus(httpStatus: answer.status, body: body).error(call.action)
        }
        return answer
    }

    private func send(_ call: Call, _ credential: KubernetesCredential) async throws -> HTTPStreamingResponse {
        let request = request(call, credential)
        do {
            return try await sender.stream(request)
        } catch let error as HimatError {
            throw unreached(call, error)
        }
    }

    /// A failure on the way to the server, with what was tried in front.
    func unreached(_ call: Call, _ error: HimatError) -> HimatError {
        HimatError(error.code, "\(call.action) did not reach \(connection.server)", cause: error)
    }

    /// The call as HTTP.
    func request(_ call: Call, _ credential: KubernetesCredential) -> HTTPRequest {
        var headers: HTTPHeaders = ["Accept": "application/json", "User-Agent": "himat"]
        if let authorization = credential.authorization { headers["Authorization"] = authorization }
        for field in connection.headers { headers.add(field.name, field.value) }
        var body = HTTPRequestBody.empty
        if let document = call.body {
            headers["Content-Type"] = call.contentType
            body = .bytes(document.bytes)
        }
        var tls = connection.tls
        if let certificate = credential.clientCertificate {
            tls.clientCertificate = certificate
            tls.clientKey = credential.clientKey
        }
        return HTTPRequest(
            call.method, connection.server + call.path + Self.suffix(call.query), headers: headers,
            body: body, timeouts: call.timeouts, tls: tls, proxy: connection.proxy, isRepeatable: call.isRepeatable)
    }

    private static func suffix(_ query: [(String, String)]) -> String {
        query.isEmpty ? "" : "?" + PercentEncoding.query(query.map { (name: $0.0, value: $0.1) })
    }

    /// The words of a `Warning: 299 - "…"` header.
    static func warningText(_ header: String) -> String {
        guard let first = header.firstIndex(of: "\""), let last = header.lastIndex(of: "\""), first < last else {
            return header
        }
        return String(header[header.index(after: first)..<last]).replacing("\\\"", with: "\"")
    }
}
