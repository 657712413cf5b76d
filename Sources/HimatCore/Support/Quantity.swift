// SPDX-License-Identifier: MIT

/// An amount of a resource as Kubernetes writes it: `1500m`, `16Gi`, `1600M`, `2e3`
/// ([grammar](https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/)).
///
/// Held exactly, in billionths; anything finer is rounded up as Kubernetes does. Two amounts are equal when their values
/// are, however they are written.
public struct Quantity: Sendable, CustomStringConvertible {
    /// The value in billionths.
    let nano: Int128
    private let isBinary: Bool

    private static let billion: Int128 = 1_000_000_000

    /// Reads an amount; nil when it does not follow the grammar or is too large (above 2^63 units).
    public init?(_ text: String) {
        guard text.utf8.count <= 40, let number = Self.number(text) else { return nil }
        guard let suffix = QuantitySuffix(number.suffix) else { return nil }
        let scaled = number.digits.multipliedReportingOverflow(by: suffix.nano)
        guard !scaled.overflow else { return nil }
        let (quotient, remainder) = scaled.partialValue.quotientAndRemainder(dividingBy: number.divisor)
        let magnitude = quotient + (remainder == 0 ? 0 : 1)
        guard magnitude / Self.billion <= Int128(Int64.max) else { return nil }
        nano = number.isNegative ? -magnitude : magnitude
        isBinary = suffix.isBinary
    }

    private init(nano: Int128, isBinary: Bool) {
        self.nano = nano
        self.isBinary = isBinary
    }

    /// Thousandths of a core.
    public static func milliCPU(_ count: Int) -> Quantity { Quantity(nano: Int128(count) * 1_000_000, isBinary: false) }
    /// Megabytes of 10^6 bytes.
    public static func megabytes(_ count: Int) -> Quantity {
        Quantity(nano: Int128(count) * 1_000_000 * billion, isBinary: false)
    }
    /// Mebibytes of 2^20 bytes.
    public static func mebibytes(_ count: Int) -> Quantity {
        Quantity(nano: Int128(count) * 1_048_576 * billion, isBinary: true)
    }
    /// Gibibytes of 2^30 bytes.
    public static func gibibytes(_ count: Int) -> Quantity { mebibytes(count * 1024) }

    /// The value in thousandths, rounded up.
    public var milli: Int { Self.up(nano, 1_000_000) }
    /// The value in whole units (bytes, cores), rounded up.
    public var value: Int { Self.up(nano, Self.billion) }

    private static func up(_ nano: Int128, _ unit: Int128) -> Int {
        let (quotient, remainder) = nano.quotientAndRemainder(dividingBy: unit)
        return Int(clamping: quotient + (remainder > 0 ? 1 : 0))
    }

    /// The canonical form: the largest suffix that leaves a whole number.
    public var description: String {
        let suffixes = isBinary && nano % Self.billion == 0 ? QuantitySuffix.binary : QuantitySuffix.decimal
        for suffix in suffixes where nano != 0 && nano % suffix.nano == 0 {
            return "\(nano / suffix.nano)\(suffix.name)"
        }
        return "0"
    }

    private struct Number {
        var isNegative = false
        var digits: Int128 = 0
        var divisor: Int128 = 1
        var suffix = ""
    }

    private static func number(_ text: String) -> Number? {
        var number = Number()
        var rest = Substring(text)
        if rest.first == "-" || rest.first == "+" { number.isNegative = rest.removeFirst() == "-" }
        var count = 0
        var isFraction = false
        while let next = rest.utf8.first {
            if next == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if next.isASCIIDigit {
                guard number.digits < 1_000_000_000_000_000_000 else { return nil }
                number.digits = number.digits * 10 + Int128(next - UInt8(ascii: "0"))
                if isFraction { number.divisor *= 10 }
                count += 1
            } else {
                break
            }
            rest.removeFirst()
        }
        number.suffix = String(rest)
        return count > 0 ? number : nil
    }
}

extension Quantity: Hashable, Comparable {
    /// Whether two amounts have one value.
    public static func == (left: Quantity, right: Quantity) -> Bool { left.nano == right.nano }
    /// Whether the left amount is the smaller.
    public static func < (left: Quantity, right: Quantity) -> Bool { left.nano < right.nano }
    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(nano) }
}
