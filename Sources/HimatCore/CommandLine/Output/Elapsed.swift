// SPDX-License-Identifier: MIT
public import FoundationEssentials

/// Lengths of time for people: `1.2 s`, `42 s`, `3 min 05 s`, `2 h 10 min`, `12 d`.
public enum Elapsed {
    /// A length of time in words.
    public static func text(_ duration: Duration) -> String {
        let milliseconds = duration / .milliseconds(1)
        let tenths = Int((milliseconds / 100).rounded())
        if tenths < 100 { return "\(tenths / 10).\(tenths % 10) s" }
        let seconds = Int((milliseconds / 1000).rounded())
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return "\(seconds / 60) min \(twoDigits(seconds % 60)) s"
        case ..<172_800: return "\(seconds / 3600) h \(twoDigits(seconds % 3600 / 60)) min"
        default: return "\(seconds / 86400) d"
        }
    }

    /// How long ago a moment was, in words.
    public static func text(from start: Date, to end: Date) -> String {
        text(.seconds(max(0, end.timeIntervalSince(start).rounded())))
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
