// SPDX-License-Identifier: MIT

/// The head of one entry of a tar archive, in POSIX's ustar form with a pax record where that is too small
/// ([pax](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html)). Owner and time are always the same.
struct TarHeader {
    enum Kind: UInt8 {
        case file = 0x30
        case link = 0x32
        case folder = 0x35
        case extended = 0x78
    }

    var path: String
    var kind: Kind
    var mode: Int
    var size = 0
    var target = ""

    static let block = 512

    /// One block, or three when a pax record comes before it.
    func bytes() -> [UInt8] {
        let records = [("path", path, 100), ("linkpath", target, 100)].filter { $0.1.utf8.count > $0.2 }
        var extra = records.map { Self.record($0.0, $0.1) }.joined()
        if size >= 1 << 33 { extra += Self.record("size", String(size)) }
        guard !extra.isEmpty else { return plain() }
        let before = TarHeader(path: "PaxHeader", kind: .extended, mode: 0o644, size: extra.utf8.count)
        return before.plain() + Self.padded(Array(extra.utf8)) + plain()
    }

    /// `length key=value\n`, where the length counts itself.
    private static func record(_ key: String, _ value: String) -> String {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count + 1
        while "\(length)\(rest)".utf8.count != length { length += 1 }
        return "\(length)\(rest)"
    }

    private func plain() -> [UInt8] {
        var block = [UInt8](repeating: 0, count: Self.block)
        func put(_ text: String, _ offset: Int, _ length: Int) {
            for (index, byte) in text.utf8.prefix(length).enumerated() { block[offset + index] = byte }
        }
        func number(_ value: Int, _ offset: Int, _ length: Int) {
            let digits = String(value, radix: 8)
            put(String(repeating: "0", count: max(0, length - 1 - digits.utf8.count)) + digits, offset, length - 1)
        }
        put(path, 0, 100)
        number(mode, 100, 8)
        number(0, 108, 8)
        number(0, 116, 8)
        number(size < 1 << 33 ? size : 0, 124, 12)
        number(0, 136, 12)
        block[156] = kind.rawValue
        put(target, 157, 100)
        put("ustar", 257, 5)
        put("00", 263, 2)
        for index in 148..<156 { block[index] = 0x20 }
        number(block.reduce(0) { $0 + Int($1) }, 148, 7)
        return block
    }

    /// A content with zeros up to a whole number of blocks.
    static func padded(_ content: [UInt8]) -> [UInt8] { content + padding(content.count) }

    static func padding(_ size: Int) -> [UInt8] { [UInt8](repeating: 0, count: (block - size % block) % block) }
}
