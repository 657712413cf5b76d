// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// The documents of a stream that carries one JSON document a line.
struct JSONLines {
    private var pieces: HTTPBody.AsyncIterator
    private var pending: [UInt8] = []
    private var scanned = 0

    init(_ body: HTTPBody) { pieces = body.makeAsyncIterator() }

    /// The next document; nil at the end. A last line that was cut off is dropped: the reader resumes before it.
    mutating func next() async throws -> JSONValue? {
        while true {
            if let end = pending[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(pending[..<end])
                pending.removeSubrange(...end)
                scanned = 0
                if line.isEmpty { continue }
                return try JSONValue.parse(line)
            }
            scanned = pending.count
            guard let piece = try await pieces.next() else { return nil }
            pending += piece
        }
    }
}
