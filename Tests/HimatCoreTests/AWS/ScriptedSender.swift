// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport

/// Stands where the network would be: answers by a closure and remembers what it was asked.
final class ScriptedSender: HTTPSending {
    private let seen = Lock<[HTTPRequest]>([])
    private let respond: @Sendable (HTTPRequest, Int) async throws -> HTTPResponse

    /// `respond` gets the request and its number, from 1.
    init(_ respond: @escaping @Sendable (HTTPRequest, Int) async throws -> HTTPResponse) { self.respond = respond }

    /// Answers in this order; the last one again and again.
    convenience init(_ answers: HTTPResponse...) {
        self.init { _, number in answers[min(number, answers.count) - 1] }
    }

    /// The requests so far.
    var requests: [HTTPRequest] { seen.withLock { $0 } }

    func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        let number = seen.withLock { requests in
            requests.append(request)
            return requests.count
        }
        let answer = try await respond(request, number)
        let rest = Lock<[UInt8]?>(answer.body)
        return HTTPStreamingResponse(
            status: answer.status, headers: answer.headers,
            body: HTTPBody {
                rest.withLock { body in
                    defer { body = nil }
                    return body
                }
            })
    }
}

extension HTTPResponse {
    /// An answer with a text.
    init(_ status: Int, _ text: String = "", _ headers: HTTPHeaders = [:]) {
        self.init(status: status, headers: headers, body: [UInt8](text.utf8))
    }
}
