// SPDX-License-Identifier: MIT

/// A range of IPv6 addresses such as `2001:db8::/32` ([RFC 4291](https://www.rfc-editor.org/rfc/rfc4291)), host bits zero.
public struct IPv6Range: Hashable, Sendable, CustomStringConvertible {
    /// The eight groups of the first address.
    public let groups: [UInt16]
    /// The length of the prefix, 0 to 128.
    public let prefix: Int

    /// Reads `address/n`; nil for anything else and for host bits that are set.
    public init?(_ text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let prefix = Int(halves[1]), (0...128).contains(prefix), String(prefix) == halves[1],
            let groups = Self.address(halves[0])
        else { return nil }
        for (index, group) in groups.enumerated() {
            let bits = min(max(prefix - 16 * index, 0), 16)
            guard bits == 16 || group & (UInt16.max >> UInt16(bits)) == 0 else { return nil }
        }
        self.groups = groups
        self.prefix = prefix
    }

    /// Whether it is `::/0`, every address.
    public var isAnywhere: Bool { prefix == 0 }

    /// Groups in hexadecimal, at one place `::` for as many zeros as it takes. Dotted endings are not read.
    private static func address(_ text: Substring) -> [UInt16]? {
        guard let gap = text.firstRange(of: "::") else {
            let groups = Self.groups(text)
            return groups?.count == 8 ? groups : nil
        }
        let rest = text[gap.upperBound...]
        guard !rest.hasPrefix(":"), rest.firstRange(of: "::") == nil, let head = groups(text[..<gap.lowerBound]),
            let tail = groups(rest), head.count + tail.count <= 7
        else { return nil }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    private static func groups(_ text: Substring) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
                let group = UInt16(part, radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups
    }

    /// The shortest form in small letters ([RFC 5952](https://www.rfc-editor.org/rfc/rfc5952)).
    public var description: String {
        var longest = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(longest.count, 1) { longest = start..<end }
            start = max(end, start + 1)
        }
        let texts = groups.map { String($0, radix: 16) }
        if longest.isEmpty { return texts.joined(separator: ":") + "/\(prefix)" }
        let head = texts[..<longest.lowerBound].joined(separator: ":")
        return "\(head)::\(texts[longest.upperBound...].joined(separator: ":"))/\(prefix)"
    }
}
