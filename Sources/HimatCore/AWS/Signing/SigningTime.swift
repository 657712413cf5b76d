// SPDX-License-Identifier: MIT
public import FoundationEssentials

/// A moment as signatures write it.
public struct SigningTime: Sendable, Hashable {
    /// `20150830T123600Z`.
    public let timestamp: String

    /// Writes a date in UTC, whole seconds.
    ///
    /// By arithmetic, because a formatter first reads the machine's time zone, which takes longer than to sign.
    public init(_ date: Date) {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down))
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86400)
        let (day, clock) = rest < 0 ? (days - 1, rest + 86400) : (days, rest)
        timestamp =
            "\(Self.calendarDay(day))T\(Self.two(clock / 3600))\(Self.two(clock / 60 % 60))\(Self.two(clock % 60))Z"
    }

    /// `2015-08-30T12:36:00Z`.
    public var iso: String {
        let text = Array(timestamp)
        let parts = [text[0..<4], text[4..<6], text[6..<11], text[11..<13], text[13...]].map { String($0) }
        return "\(parts[0])-\(parts[1])-\(parts[2]):\(parts[3]):\(parts[4])"
    }

    /// `20150830` of the days since 1970-01-01, in the Gregorian calendar; a year is counted from March here, so that a leap day
    /// is the last of its year.
    private static func calendarDay(_ days: Int) -> String {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * ofYear + 2) / 153
        let day = ofYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return two(year / 100) + two(year % 100) + two(month < 10 ? month + 3 : month - 9) + two(day)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// `20150830`.
    public var day: String { String(timestamp.prefix(8)) }

    /// Reads `2015-08-30T12:36:00Z`, with or without fractions of a second or an offset; nil for anything else.
    public static func date(iso text: String) -> Date? {
        let plain = Date.ISO8601FormatStyle()
        return (try? plain.parse(text)) ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
    }
}
