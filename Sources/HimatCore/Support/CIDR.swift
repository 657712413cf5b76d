// SPDX-License-Identifier: MIT

/// A range of IPv4 addresses such as `10.0.0.0/16` ([RFC 4632](https://www.rfc-editor.org/rfc/rfc4632)), host bits zero.
public struct CIDR: Hashable, Sendable, CustomStringConvertible {
    /// The first address as a number.
    public let base: UInt32
    /// The length of the prefix, 0 to 32.
    public let prefix: Int

    /// Reads `a.b.c.d/n`; nil for anything else, for host bits that are set and for leading zeros.
    public init?(_ text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let prefix = Int(halves[1]), (0...32).contains(prefix), String(prefix) == halves[1],
            let base = Self.address(halves[0])
        else { return nil }
        let mask: UInt32 = prefix == 0 ? 0 : UInt32.max << UInt32(32 - prefix)
        guard base & ~mask == 0 else { return nil }
        self.base = base
        self.prefix = prefix
    }

    /// The one address `a.b.c.d` as a `/32`; nil when it is none.
    public init?(address text: String) { self.init("\(text)/32") }

    /// Reads `a.b.c.d/n` and clears the host bits; nil when it is no address with a prefix.
    public init?(clearingHostBits text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let prefix = Int(halves[1]), (0...32).contains(prefix),
            let base = Self.address(halves[0])
        else { return nil }
        self.init(base: prefix == 0 ? 0 : base & UInt32.max << UInt32(32 - prefix), prefix: prefix)
    }

    private init(base: UInt32, prefix: Int) {
        self.base = base
        self.prefix = prefix
    }

    /// `10.0.0.0/16`, the network of a cluster unless another is named.
    public static let defaultVPC = CIDR(base: 10 << 24, prefix: 16)
    /// `0.0.0.0/0`, every address.
    public static let anywhere = CIDR(base: 0, prefix: 0)

    private static func address(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard let octet = UInt8(part), String(octet) == part else { return nil }
            value = value << 8 | UInt32(octet)
        }
        return value
    }

    /// The part with this number when the range is cut into ranges of `prefix` bits; nil when there is none.
    public func subnet(_ index: Int, prefix length: Int) -> CIDR? {
        guard length >= prefix, length <= 32, index >= 0, index < 1 << min(length - prefix, 30) else { return nil }
        return CIDR(base: base + UInt32(index) << UInt32(32 - length), prefix: length)
    }

    /// Whether every address of `other` is in this range.
    public func contains(_ other: CIDR) -> Bool {
        let mask: UInt32 = prefix == 0 ? 0 : UInt32.max << UInt32(32 - prefix)
        return other.prefix >= prefix && other.base & mask == base
    }

    /// `a.b.c.d/n`.
    public var description: String {
        "\(base >> 24).\(base >> 16 & 255).\(base >> 8 & 255).\(base & 255)/\(prefix)"
    }
}
