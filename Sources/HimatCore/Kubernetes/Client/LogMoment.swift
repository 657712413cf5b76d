// SPDX-License-Identifier: MIT
public import FoundationEssentials

/// A moment as logs carry it, to the nanosecond ([RFC 3339](https://www.rfc-editor.org/rfc/rfc3339)).
public struct LogMoment: Comparable, Hashable, Sendable {
    /// Seconds since 1970.
    public let seconds: Int
    /// What comes on top of them.
    public let nanoseconds: Int

    /// Reads a moment; nil when it is none.
    public init?(_ text: String) {
        guard text.utf8.count >= 20, text.utf8.count <= 40 else { return nil }
        let head = text.prefix(19)
        var rest = text.dropFirst(19)
        var digits = ""
        if rest.first == "." {
            digits = String(rest.dropFirst().prefix { $0.isASCII && $0.isNumber })
            guard (1...9).contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count + 1)
        }
        guard let date = KubernetesTime.parse(String(head + rest)) else { return nil }
        seconds = Int(date.timeIntervalSince1970)
        nanoseconds = Int(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
    }

    /// The whole second, which is as exact as a log can be asked from.
    public var second: Date { Date(timeIntervalSince1970: TimeInterval(seconds)) }

    /// Which of two was first.
    public static func < (one: LogMoment, other: LogMoment) -> Bool {
        (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
    }
}
