// SPDX-License-Identifier: MIT
public import FoundationEssentials
internal import HimatHTTP
internal import HimatSupport

/// Which part of a container's log is wanted.
public struct LogRequest: Sendable, Equatable {
    /// The container; nil = the only one.
    public var container: String?
    /// Whether lines are waited for until the container ends.
    public var follows = false
    /// Whether it is the container that ran before the last restart.
    public var isPrevious = false
    /// How many of the last lines; nil = all.
    public var tail: Int?
    /// Only lines from this moment on, rounded down to its second by the server.
    public var since: Date?

    /// Asks for the whole log there is.
    public init() {}

    var query: [(String, String)] {
        // The time of each line says where to go on after a cut, whether it is shown or not.
        var query = [("timestamps", "true")]
        if let container { query.append(("container", container)) }
        if follows { query.append(("follow", "true")) }
        if isPrevious { query.append(("previous", "true")) }
        if let tail { query.append(("tailLines", String(tail))) }
        if let since { query.append(("sinceTime", since.formatted(.iso8601))) }
        return query
    }
}

/// A line of a log.
public struct LogLine: Sendable, Equatable {
    /// The moment as the container's runtime wrote it; empty when it wrote none.
    public var stamp: String
    /// The text without its line break.
    public var text: String

    /// Takes a line apart that begins with a moment.
    init(_ bytes: [UInt8], dropped: Int) {
        let space = bytes.firstIndex(of: UInt8(ascii: " ")) ?? bytes.count
        let head = String(decoding: bytes[..<space], as: UTF8.self)
        let isStamped = LogMoment(head) != nil
        stamp = isStamped ? head : ""
        var rest = isStamped ? bytes.dropFirst(space + 1) : bytes[...]
        if dropped > 0 {
            // The cut may go through a word, half of which might be half a secret.
            let word = rest.suffix(256).lastIndex(of: UInt8(ascii: " "))
            rest = rest.prefix(upTo: word ?? max(rest.startIndex, rest.endIndex - 256))
        }
        text = String(decoding: rest, as: UTF8.self) + (dropped > 0 ? " … (cut: the line is too long)" : "")
    }
}

/// The lines of one connection to a log, as they come; the reader never holds more than one line.
public struct LogLines: AsyncSequence, Sendable {
    /// The most bytes of a line that are kept.
    public static let lineLimit = 256 << 10

    /// A line.
    public typealias Element = LogLine

    let body: HTTPBody

    /// Takes lines one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var reader: LineReader

        /// The next line, or nil at the end of the log or, when it is followed, of the container.
        public mutating func next() async throws -> LogLine? {
            try await reader.next().map { LogLine($0.line, dropped: $0.dropped) }
        }
    }

    /// Starts to read; a log can be read once.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(reader: LineReader(body, limit: Self.lineLimit))
    }
}

extension KubernetesClient {
    /// A container's log over one connection.
    /// - Throws: `HimatError`: `notFound` without the pod, `service` (400) while the container has not started.
    public func log(of pod: ObjectReference, _ request: LogRequest) async throws -> LogLines {
        // A silent log is asked for anew from time to time, so that a connection nobody holds any more is noticed.
        let timeouts =
            request.follows
            ? HTTPTimeouts(total: nil, idle: .seconds(600)) : HTTPTimeouts(total: nil, idle: .seconds(60))
        let call = Call(
            method: "GET", path: pod.path(subresource: "log"), query: request.query, timeouts: timeouts,
            action: "Reading the log of \(pod)")
        return LogLines(body: try await stream(call).body)
    }
}
