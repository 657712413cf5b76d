// SPDX-License-Identifier: MIT
public import FoundationEssentials

/// A moment as signatures write it.
public struct SigningTime: Sendable, Hashable {
    /// `20150830T123600Z`.
    public let timestamp: String

    /// Writes a date in UTC, whole seconds.
    public init(_ date: Date) {
        timestamp = Date.ISO8601FormatStyle(
            dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted,
            timeZoneSeparator: .omitted, includingFractionalSeconds: false, timeZone: .gmt
        ).format(date)
    }

    /// `20150830`.
    public var day: String { String(timestamp.prefix(8)) }

    /// Reads `2015-08-30T12:36:00Z`, with or without fractions of a second or an offset; nil for anything else.
    public static func date(iso text: String) -> Date? {
        let plain = Date.ISO8601FormatStyle()
        return (try? plain.parse(text)) ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
    }
}
