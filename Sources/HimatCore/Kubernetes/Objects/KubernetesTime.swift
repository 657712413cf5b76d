// SPDX-License-Identifier: MIT
public import FoundationEssentials

/// Moments as the API writes them: RFC 3339 in UTC, seconds in objects and microseconds in leases.
public enum KubernetesTime {
    /// Reads a moment with or without a fraction; nil when it is none.
    public static func parse(_ text: String) -> Date? {
        if let date = try? Date(text, strategy: .iso8601) { return date }
        return try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Writes a moment with six digits of a second, the form of `MicroTime`.
    public static func micro(_ date: Date) -> String {
        let whole = date.timeIntervalSince1970.rounded(.down)
        let micros = Int(((date.timeIntervalSince1970 - whole) * 1_000_000).rounded(.down))
        let seconds = Date(timeIntervalSince1970: whole).formatted(.iso8601).dropLast()
        let digits = String(micros)
        return "\(seconds).\(String(repeating: "0", count: 6 - digits.count))\(digits)Z"
    }
}
