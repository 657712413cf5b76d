// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The first entry of a tar, which is all there is when one path is asked for
/// ([format](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html)).
struct TarEntry: Equatable {
    enum Content: Equatable {
        case file([UInt8])
        case link(String)
        case other
    }

    let content: Content
    private static let block = 512

    /// Reads the first entry behind any extended headers; nil when the archive is empty.
    /// - Throws: `HimatError` (malformed) for a head that cannot be, or an archive that ends within a file.
    static func first(of archive: [UInt8]) throws -> TarEntry? {
        var start = 0
        var extendedLink: String?
        while archive.count - start >= block, archive[start..<start + block].contains(where: { $0 != 0 }) {
            let head = Array(archive[start..<start + block])
            let size = try number(head[124..<136])
            let content = start + block
            guard size <= archive.count - content else {
                throw HimatError(.malformed, "The engine's archive ends within a file")
            }
            let bytes = Array(archive[content..<content + size])
            switch head[156] {
            case UInt8(ascii: "0"), 0, UInt8(ascii: "7"): return TarEntry(content: .file(bytes))
            case UInt8(ascii: "1"), UInt8(ascii: "2"):
                return TarEntry(content: .link(extendedLink ?? text(head[157..<257])))
            case UInt8(ascii: "x"): extendedLink = record("linkpath", of: bytes) ?? extendedLink
            case UInt8(ascii: "K"): extendedLink = text(bytes[...])
            case UInt8(ascii: "g"), UInt8(ascii: "L"): break
            default: return TarEntry(content: .other)
            }
            start = content + (size + block - 1) / block * block
        }
        return nil
    }

    /// Octal digits, or a binary number when the first bit is set.
    private static func number(_ field: ArraySlice<UInt8>) throws -> Int {
        if let first = field.first, first & 0x80 != 0 {
            let value = field.dropFirst(5).reduce(0) { $0 << 8 | Int($1) }
            guard field.dropFirst().prefix(4).allSatisfy({ $0 == 0 }), value >= 0 else { throw broken }
            return value
        }
        let digits = String(decoding: field.filter { $0 != 0 && $0 != 0x20 }, as: UTF8.self)
        guard let value = digits.isEmpty ? 0 : Int(digits, radix: 8), value >= 0 else { throw broken }
        return value
    }

    private static var broken: HimatError { HimatError(.malformed, "The engine's archive has a broken head") }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The value of a record `length key=value\n` of an extended header.
    private static func record(_ key: String, of bytes: [UInt8]) -> String? {
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            guard let space = line.firstIndex(of: " ") else { continue }
            let pair = line[line.index(after: space)...]
            if pair.hasPrefix("\(key)=") { return String(pair.dropFirst(key.count + 1)) }
        }
        return nil
    }
}
