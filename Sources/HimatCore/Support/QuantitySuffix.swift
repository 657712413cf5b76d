// SPDX-License-Identifier: MIT

/// The unit behind the digits of a `Quantity`, in billionths.
struct QuantitySuffix {
    let name: String
    let nano: Int128
    var isBinary = false

    private init(_ name: String, _ nano: Int128, isBinary: Bool = false) {
        self.name = name
        self.nano = nano
        self.isBinary = isBinary
    }

    /// Reads `m`, `Gi`, `k`, `e3`…; nil for anything else.
    init?(_ text: String) {
        if let known = (Self.decimal + Self.binary).first(where: { $0.name == text }) {
            self = known
            return
        }
        guard let first = text.first, first == "e" || first == "E", let power = Int(text.dropFirst()),
            (-9...18).contains(power)
        else { return nil }
        var nano: Int128 = 1
        for _ in 0..<(power + 9) { nano *= 10 }
        self.init(text, nano)
    }

    /// Powers of ten, the largest first.
    static let decimal: [QuantitySuffix] = {
        var suffixes: [QuantitySuffix] = []
        var nano: Int128 = 1
        for name in ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"] {
            suffixes.insert(QuantitySuffix(name, nano), at: 0)
            nano *= 1000
        }
        return suffixes
    }()

    /// Powers of two, the largest first, down to no suffix.
    static let binary: [QuantitySuffix] = {
        var suffixes = [QuantitySuffix("", 1_000_000_000, isBinary: true)]
        var nano: Int128 = 1_000_000_000
        for name in ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] {
            nano *= 1024
            suffixes.insert(QuantitySuffix(name, nano, isBinary: true), at: 0)
        }
        return suffixes
    }()
}
