// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// The forms in which AWS writes moments.
enum AWSTimestamp {
    /// Reads ISO 8601 in UTC, with or without fractions of a second.
    static func parse(_ text: String?) -> Date? {
        guard let text else { return nil }
        if let date = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)) {
            return date
        }
        return try? Date(text, strategy: .iso8601)
    }

    /// Reads seconds since 1970, or ISO 8601, as JSON services write them.
    static func parse(_ value: JSONValue?) -> Date? {
        if let seconds = value?.double { return Date(timeIntervalSince1970: seconds) }
        return parse(value?.string)
    }

    /// Writes ISO 8601 in UTC.
    static func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
