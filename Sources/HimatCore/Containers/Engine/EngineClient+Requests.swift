// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

extension EngineClient {
    /// The longest an engine may be silent while it builds or transfers: a solver says nothing for many minutes.
    static let patience = Duration.seconds(3600)

    /// A request to the engine; `path` begins with a slash and is ready for a URL.
    func request(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [], headers: HTTPHeaders = [:],
        body: HTTPRequestBody = .empty, isLong: Bool = false, isVersioned: Bool = true
    ) -> HTTPRequest {
        let place = (isVersioned ? "/v\(version)" : "") + path
        let query = query.isEmpty ? "" : "?" + PercentEncoding.query(query)
        let timeouts =
            isLong ? HTTPTimeouts(total: nil, idle: Self.patience) : HTTPTimeouts(total: .seconds(120))
        switch endpoint.route {
        case .socket(let socket):
            return HTTPRequest(
                method, "http://localhost\(place)\(query)", headers: headers, body: body, timeouts: timeouts,
                unixSocket: socket, isRepeatable: false)
        case .network(let url, let tls):
            return HTTPRequest(
                method, "\(url)\(place)\(query)", headers: headers, body: body, timeouts: timeouts, tls: tls,
                isRepeatable: false)
        }
    }

    /// A request whose content is JSON.
    func request(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [], json: JSONValue
    ) -> HTTPRequest {
        request(method, path, query: query, headers: ["Content-Type": "application/json"], body: .bytes(json.bytes))
    }

    /// Sends a request and reads the whole answer; what the engine refuses becomes an error with its own words.
    /// - Parameter action: what is being done, for the error: `inspect the image x`.
    func answer(_ request: HTTPRequest, to action: String, limit: Int = 64 << 20) async throws -> HTTPResponse {
        let answer: HTTPResponse
        do {
            answer = try await sender.send(request, limit: limit)
        } catch let error as HimatError {
            throw lost(error, action)
        }
        guard answer.status < 300 || answer.status == 304 else { throw refusal(answer, action) }
        return answer
    }

    /// The answer as JSON.
    func json(_ request: HTTPRequest, to action: String) async throws -> JSONValue {
        try JSONValue.parse(try await answer(request, to: action).body)
    }

    /// Sends a request and returns its content as it comes.
    func stream(_ request: HTTPRequest, to action: String) async throws -> HTTPStreamingResponse {
        let head: HTTPStreamingResponse
        do {
            head = try await sender.stream(request)
        } catch let error as HimatError {
            throw lost(error, action)
        }
        guard head.status >= 300 else { return head }
        var words: [UInt8] = []
        for try await piece in head.body where words.count < 1 << 20 { words += piece }
        throw refusal(HTTPResponse(status: head.status, headers: head.headers, body: words), action)
    }

    /// The error of an engine that cannot be reached any more.
    func lost(_ error: HimatError, _ action: String) -> HimatError {
        guard error.httpFailure != nil else { return error }
        return HimatError(
            error.code, "The container engine at \(endpoint.address) was lost: it could not \(action)", cause: error,
            nextStep: "look whether it still runs, then repeat the command")
    }

    /// The error an engine answered with.
    func refusal(_ answer: HTTPResponse, _ action: String) -> HimatError {
        let document = try? JSONValue.parse(answer.body)
        let words = document?["message"]?.string ?? String(decoding: answer.body.prefix(2000), as: UTF8.self)
        let code: HimatError.Code =
            switch answer.status {
            case 401, 403: .denied
            case 404: .notFound
            case 409: .conflict
            default: .service
            }
        return HimatError(
            code, "The container engine could not \(action)", cause: EngineRefusal(status: answer.status, words))
    }

    /// The path of an image's, container's or file's name within a URL.
    /// - Throws: `HimatError` (usage) for a name that could leave its place in the path.
    static func path(of name: String) throws -> String {
        let isSafe = name.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "._:/@-".utf8.contains($0) }
        guard isSafe, !name.isEmpty, !name.hasPrefix("/"), !name.contains(".."), !name.contains("//") else {
            throw HimatError(.usage, "\(name.harmless.debugDescription) is no name of an image or a container")
        }
        return name
    }
}
