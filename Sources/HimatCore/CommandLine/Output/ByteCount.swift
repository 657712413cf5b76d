// SPDX-License-Identifier: MIT

/// Sizes for people as registries and engines give them, in powers of ten: `1.8 GB`, `72 kB`.
public enum ByteCount {
    /// A size in words.
    public static func text(_ bytes: Int) -> String {
        var (value, unit) = (Double(bytes), "B")
        for next in ["kB", "MB", "GB", "TB"] where value >= 1000 { (value, unit) = (value / 1000, next) }
        let tenths = Int((value * 10).rounded())
        return tenths >= 100 || unit == "B"
            ? "\(Int(value.rounded())) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}
