// SPDX-License-Identifier: MIT
internal import HimatHTTP

/// The lines of a text that arrives in pieces; never more of a line than a limit is kept.
struct LineReader {
    private var pieces: HTTPBody.AsyncIterator
    private var piece: [UInt8] = []
    private var position = 0
    private let limit: Int
    private var line: [UInt8] = []
    private var dropped = 0

    init(_ body: HTTPBody, limit: Int) {
        pieces = body.makeAsyncIterator()
        self.limit = limit
    }

    /// The next line without its line break, and how many bytes beyond the limit were dropped; nil at the end.
    mutating func next() async throws -> (line: [UInt8], dropped: Int)? {
        while true {
            if position < piece.count {
                let end = piece[position...].firstIndex(of: UInt8(ascii: "\n"))
                keep(piece[position..<(end ?? piece.count)])
                position = end.map { $0 + 1 } ?? piece.count
                if end != nil { return take() }
            }
            guard let more = try await pieces.next() else {
                return line.isEmpty && dropped == 0 ? nil : take()
            }
            (piece, position) = (more, 0)
        }
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        let room = max(0, limit - line.count)
        line += bytes.prefix(room)
        dropped += max(0, bytes.count - room)
    }

    private mutating func take() -> (line: [UInt8], dropped: Int) {
        defer { (line, dropped) = ([], 0) }
        return (line, dropped)
    }
}
