// SPDX-License-Identifier: MIT

/// Sizes for people, as registries and engines give them: powers of ten.
enum ByteCount {
    static func text(_ bytes: Int) -> String {
        var (value, unit) = (Double(bytes), "B")
        for next in ["kB", "MB", "GB", "TB"] where value >= 1000 { (value, unit) = (value / 1000, next) }
        let tenths = Int((value * 10).rounded())
        return tenths >= 100 || unit == "B" ? "\(Int(value.rounded())) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}
