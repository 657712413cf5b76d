// SPDX-License-Identifier: MIT
internal import HimatSupport

extension HTTPStreamingResponse {
    /// Reads the content into memory, as long as it is no larger than `limit`.
    /// - Returns: an answer to pass on, with all of its content to read; and the whole, nil when it is larger.
    func collected(upTo limit: Int) async throws -> (answer: HTTPStreamingResponse, whole: HTTPResponse?) {
        var read: [UInt8] = []
        while read.count <= limit {
            guard let piece = try await body.pull() else {
                let whole = HTTPResponse(status: status, headers: headers, body: read)
                return (with(HTTPBody(beginning: read, then: nil)), whole)
            }
            read += piece
        }
        return (with(HTTPBody(beginning: read, then: body)), nil)
    }

    private func with(_ body: HTTPBody) -> HTTPStreamingResponse {
        HTTPStreamingResponse(status: status, headers: headers, body: body)
    }
}

extension HTTPBody {
    /// Bytes that were read already, then what is left.
    init(beginning: [UInt8], then rest: HTTPBody?) {
        let waiting = Lock<[UInt8]?>(beginning.isEmpty ? nil : beginning)
        self.init(
            pull: {
                let first = waiting.withLock { waiting in
                    defer { waiting = nil }
                    return waiting
                }
                if let first { return first }
                return try await rest?.pull()
            }, leave: { rest?.leave() })
    }
}
