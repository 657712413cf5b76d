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

    /// Reads an HTTP date such as `Sun, 30 Aug 2015 12:36:00 GMT`
    /// ([RFC 9110, 5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)); nil for anything else.
    public static func date(http text: String) -> Date? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", words[1].count == 2, words[3].count == 4,
            let month = months.firstIndex(of: String(words[2]))
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return date(iso: "\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }

    /// Reads `2015-08-30T12:36:00Z`, with or without fractions of a second or an offset; nil for anything else.
    public static func date(iso text: String) -> Date? {
        let plain = Date.ISO8601FormatStyle()
        return (try? plain.parse(text)) ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
    }
}
