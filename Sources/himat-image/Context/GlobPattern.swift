// SPDX-License-Identifier: MIT

/// A pattern of a .dockerignore: `*` and `?` within a name, `**` over folders, `[a-z]`, `\` before any of them.
///
/// Matched by a table, so that no pattern takes longer than its length times the path's.
struct GlobPattern {
    private enum Token {
        case byte(UInt8)
        case any
        case star
        /// `**/` or a `**` in the middle: nothing, or folders with their slash.
        case folders
        /// `**` at the end: all the rest.
        case rest
        case set(ranges: [ClosedRange<UInt8>], isNegated: Bool)
    }

    private let tokens: [Token]

    /// Nil when a bracket is not closed or a backslash ends it.
    init?(_ text: String) {
        var tokens: [Token] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "*") where bytes.first == UInt8(ascii: "*"):
                while bytes.first == UInt8(ascii: "*") { bytes.removeFirst() }
                if bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
                tokens.append(bytes.isEmpty ? .rest : .folders)
            case UInt8(ascii: "*"): tokens.append(.star)
            case UInt8(ascii: "?"): tokens.append(.any)
            case UInt8(ascii: "\\"):
                guard let next = bytes.popFirst() else { return nil }
                tokens.append(.byte(next))
            case UInt8(ascii: "["):
                guard let set = Self.set(&bytes) else { return nil }
                tokens.append(set)
            default: tokens.append(.byte(byte))
            }
        }
        self.tokens = tokens
    }

    /// Whether the whole path matches.
    func matches(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        let slash = UInt8(ascii: "/")
        // reached[i]: the tokens so far match the first i bytes.
        var reached = [Bool](repeating: false, count: bytes.count + 1)
        reached[0] = true
        for token in tokens {
            var next = [Bool](repeating: false, count: bytes.count + 1)
            var isOpen = false
            for index in 0...bytes.count {
                let before: UInt8? = index > 0 ? bytes[index - 1] : nil
                switch token {
                case .byte(let byte): next[index] = before == byte && reached[index - 1]
                case .any: next[index] = before != nil && before != slash && reached[index - 1]
                case .set(let ranges, let isNegated):
                    guard let before, before != slash, reached[index - 1] else { continue }
                    next[index] = ranges.contains { $0.contains(before) } != isNegated
                case .star:
                    if before == slash { isOpen = false }
                    isOpen = isOpen || reached[index]
                    next[index] = isOpen
                case .folders:
                    next[index] = reached[index] || (isOpen && before == slash)
                    isOpen = isOpen || reached[index]
                case .rest:
                    isOpen = isOpen || reached[index]
                    next[index] = isOpen
                }
            }
            reached = next
        }
        return reached[bytes.count]
    }

    private static func set(_ bytes: inout ArraySlice<UInt8>) -> Token? {
        let isNegated = bytes.first == UInt8(ascii: "^")
        if isNegated { bytes.removeFirst() }
        var ranges: [ClosedRange<UInt8>] = []
        while let low = member(&bytes) {
            var high = low
            if bytes.first == UInt8(ascii: "-") {
                bytes.removeFirst()
                guard let end = member(&bytes), end >= low else { return nil }
                high = end
            }
            ranges.append(low...high)
            if bytes.first == UInt8(ascii: "]") {
                bytes.removeFirst()
                return .set(ranges: ranges, isNegated: isNegated)
            }
        }
        return nil
    }

    private static func member(_ bytes: inout ArraySlice<UInt8>) -> UInt8? {
        guard let byte = bytes.popFirst() else { return nil }
        return byte == UInt8(ascii: "\\") ? bytes.popFirst() : byte
    }
}
