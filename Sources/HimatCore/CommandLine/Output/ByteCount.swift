// SPDX-License-Identifier: MIT

/// Amounts of memory for people, in powers of ten as the configuration counts them: `512 B`, `16.4 MB`, `1.2 GB`.
public enum ByteCount {
    /// An amount in words; negative ones count as zero.
    public static func text(_ bytes: Int) -> String {
        var (unit, names) = (1, ["kB", "MB", "GB", "TB", "PB"][...])
        guard bytes >= 1000 else { return "\(max(0, bytes)) B" }
        unit = 1000
        while names.count > 1, bytes >= unit * 1000 {
            unit *= 1000
            names.removeFirst()
        }
        // In tenths, rounded; what rounds up to the next unit is said in it.
        let tenths = (bytes / (unit / 10) + (bytes % (unit / 10) >= unit / 20 ? 1 : 0))
        if tenths >= 10_000, names.count > 1 { return "1.0 \(names[names.startIndex + 1])" }
        return "\(tenths / 10).\(tenths % 10) \(names.first ?? "")"
    }
}
