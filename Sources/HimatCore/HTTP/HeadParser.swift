// SPDX-License-Identifier: MIT

/// Status and header fields of an answer.
struct HTTPHead: Sendable, Equatable {
    var status: Int
    var headers: HTTPHeaders
}

/// Puts the head of the final answer together from the lines that libcurl hands over: blocks of 1xx are dropped, lines
/// after the head (trailers) are ignored.
struct HeadParser {
    /// What a line led to.
    enum Step: Equatable {
        case incomplete
        case complete(HTTPHead)
        case tooLarge
        case ignored
    }

    private let limit: Int
    private var taken = 0
    private var block: HTTPHead?
    /// Whether the head of the final answer was complete.
    private(set) var isDone = false

    /// - Parameter limit: the most bytes that all blocks together may have.
    init(limit: Int) { self.limit = limit }

    /// Takes one line with its line end.
    mutating func take(_ line: UnsafeBufferPointer<UInt8>) -> Step {
        guard !isDone else { return .ignored }
        taken += line.count
        guard taken <= limit else { return .tooLarge }
        var end = line.count
        while end > 0, line[end - 1] == 0x0A || line[end - 1] == 0x0D { end -= 1 }
        let content = UnsafeBufferPointer(rebasing: line[..<end])

        if content.isEmpty {
            guard let head = block else { return .incomplete }
            block = nil
            guard head.status >= 200 || head.status == 101 else { return .incomplete }
            isDone = true
            return .complete(head)
        }
        if content.starts(with: "HTTP/".utf8) {
            let words = content.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: true)
            let status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) : nil
            block = HTTPHead(status: status ?? 0, headers: [:])
            return .incomplete
        }
        guard let colon = content.firstIndex(of: 0x3A) else { return .incomplete }
        block?.headers.add(
            String(decoding: content[..<colon], as: UTF8.self), Self.trimmed(content[(colon + 1)...]))
        return .incomplete
    }

    private static func trimmed(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        var bytes = bytes
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
