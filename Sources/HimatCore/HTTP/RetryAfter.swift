// SPDX-License-Identifier: MIT
public import FoundationEssentials

extension HTTPHeaders {
    /// How long `Retry-After` asks to wait, in seconds or until a date
    /// ([RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)); nil when it is absent or unreadable.
    public func retryAfter(now: Date) -> Duration? {
        guard let text = self["Retry-After"] else { return nil }
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // Clamped to ten years: more than anyone waits, and far from any overflow.
            return .seconds(min(Int(text) ?? .max, 315_360_000))
        }
        guard let date = Self.date(text) else { return nil }
        let seconds = min(max(0, date.timeIntervalSince(now)), 315_360_000)
        return .milliseconds(Int((seconds * 1000).rounded(.up)))
    }

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of a date that servers may send.
    public static func date(_ text: String) -> Date? {
        let words = text.split { $0 == " " || $0 == "," || $0 == ":" }
        guard words.count == 8, words[7] == "GMT",
            let month = months.firstIndex(of: String(words[2])),
            let day = Int(words[1]), let year = Int(words[3]),
            let hour = Int(words[4]), let minute = Int(words[5]), let second = Int(words[6]),
            (1...31).contains(day), (1970...9999).contains(year), (0...23).contains(hour), (0...59).contains(minute),
            (0...60).contains(second)
        else { return nil }
        let days = dayNumber(year: year, month: month + 1, day: day)
        return Date(timeIntervalSince1970: Double(((days * 24 + hour) * 60 + minute) * 60 + second))
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Days since 1970-01-01 in the Gregorian calendar; the year is counted from March, so that the leap day comes last.
    private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let years = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let leapDays = years / 4 - years / 100 + years / 400
        return years * 365 + leapDays + (monthFromMarch * 306 + 5) / 10 + day - 719_469
    }
}
