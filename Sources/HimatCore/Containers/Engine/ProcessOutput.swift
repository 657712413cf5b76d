// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// What a process in a container printed, and how it ended.
public struct ProcessOutput: Sendable, Equatable {
    /// Its exit status.
    public let status: Int
    /// Its standard output.
    public let output: String
    /// Its standard error.
    public let errors: String
}

/// Takes apart what an engine sends of a process without a terminal: frames of 8 bytes head (stream, length) and content
/// ([format](https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach)).
struct ProcessFrames {
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []
    private var buffer: [UInt8] = []
    private let limit: Int

    /// - Parameter limit: the most bytes kept of each stream; what comes after is dropped.
    init(limit: Int) { self.limit = limit }

    mutating func take(_ piece: [UInt8]) throws {
        buffer += piece
        var start = 0
        while buffer.count - start >= 8 {
            let stream = buffer[start]
            guard stream <= 2, buffer[start + 1...start + 3].allSatisfy({ $0 == 0 }) else {
                throw HimatError(.malformed, "The engine sent a process's output without its frames")
            }
            let length = buffer[start + 4..<start + 8].reduce(0) { $0 << 8 | Int($1) }
            guard buffer.count - start - 8 >= length else { break }
            let content = buffer[start + 8..<start + 8 + length]
            if stream == 2 {
                errors += content.prefix(max(0, limit - errors.count))
            } else {
                output += content.prefix(max(0, limit - output.count))
            }
            start += 8 + length
        }
        buffer.removeFirst(start)
        guard buffer.count <= 64 << 20 else {
            throw HimatError(.malformed, "The engine announced a piece of output that is too large")
        }
    }
}
