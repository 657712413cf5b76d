// SPDX-License-Identifier: MIT

/// How far a log was read, so that reading goes on over a new connection without saying a line twice.
///
/// A log can only be asked for from a whole second on, so a new connection begins with lines that are known; they are passed over
/// up to the last one that was read. After that every line is new, also one whose moment lies a little before its predecessor's.
public struct LogPosition: Sendable, Equatable {
    private var last: LogMoment?
    /// How many lines of that very moment were read.
    private var count = 0
    /// How many of them are still to be passed over; nil = this connection is beyond them.
    private var known: Int?

    /// At the beginning.
    public init() {}

    /// What to ask for next: what was asked for at first, or the rest from the second of the last line on.
    public func resumed(_ request: LogRequest) -> LogRequest {
        guard let last else { return request }
        var rest = request
        rest.tail = nil
        rest.since = last.second
        return rest
    }

    /// A new connection begins.
    public mutating func begin() { known = last == nil ? nil : count }

    /// Whether a line is new; one without a moment always is.
    public mutating func advance(_ line: LogLine) -> Bool {
        guard let moment = LogMoment(line.stamp) else { return true }
        if let last, let left = known {
            if moment < last { return false }
            if moment == last, left > 0 {
                known = left - 1
                return false
            }
            known = nil
        }
        if moment == last {
            count += 1
        } else if last.map({ $0 < moment }) ?? true {
            (last, count) = (moment, 1)
        }
        return true
    }
}
