// SPDX-License-Identifier: MIT

/// The strings of a JSON document: escapes resolved, UTF-8 checked.
enum JSONText {
    /// The text of the string whose opening quote stands at `start`, and where it ends.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, after start: Int) throws(JSONReader.Fault) -> (String, Int) {
        var position = start + 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): return (try text(bytes[(start + 1)..<position], at: start), position + 1)
            case UInt8(ascii: "\\"): return try escaped(bytes, from: start + 1, at: position)
            case ..<0x20: throw .init(words: "a control character stands in a string", offset: position)
            default: position += 1
            }
        }
        throw .init(words: "a string does not end", offset: start)
    }

    /// The slow way, from the first escape on.
    private static func escaped(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, at first: Int
    ) throws(JSONReader.Fault) -> (String, Int) {
        var result = Array(bytes[start..<first])
        var position = first
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""): return (try text(result[...], at: start), position + 1)
            case ..<0x20: throw .init(words: "a control character stands in a string", offset: position)
            case UInt8(ascii: "\\"):
                let (scalar, end) = try escape(bytes, at: position)
                result += Array(String(scalar).utf8)
                position = end
            default:
                result.append(byte)
                position += 1
            }
        }
        throw .init(words: "a string does not end", offset: start)
    }

    private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) throws(JSONReader.Fault) -> (
        Unicode.Scalar, Int
    ) {
        guard start + 1 < bytes.count else { throw .init(words: "a string does not end", offset: start) }
        let plain: Unicode.Scalar
        switch bytes[start + 1] {
        case UInt8(ascii: "n"): plain = "\n"
        case UInt8(ascii: "t"): plain = "\t"
        case UInt8(ascii: "r"): plain = "\r"
        case UInt8(ascii: "b"): plain = "\u{8}"
        case UInt8(ascii: "f"): plain = "\u{C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = Unicode.Scalar(bytes[start + 1])
        case UInt8(ascii: "u"): return try unicode(bytes, at: start)
        default: throw .init(words: "there is no such escape", offset: start)
        }
        return (plain, start + 2)
    }

    /// `\u….`, or two of them that stand for one character beyond the first 65,536.
    private static func unicode(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) throws(JSONReader.Fault) -> (
        Unicode.Scalar, Int
    ) {
        let high = try hexadecimal(bytes, at: start)
        if let scalar = Unicode.Scalar(high) { return (scalar, start + 6) }
        guard (0xD800..<0xDC00).contains(high), let low = try? hexadecimal(bytes, at: start + 6),
            (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw .init(words: "half a character is missing", offset: start) }
        return (scalar, start + 12)
    }

    private static func hexadecimal(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) throws(JSONReader.Fault)
        -> UInt32
    {
        var value: UInt32 = 0
        guard start + 6 <= bytes.count, bytes[start] == UInt8(ascii: "\\"), bytes[start + 1] == UInt8(ascii: "u")
        else { throw .init(words: "four hexadecimal digits are missing", offset: start) }
        for byte in bytes[(start + 2)..<(start + 6)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw .init(words: "four hexadecimal digits are missing", offset: start)
            }
            value = value << 4 + UInt32(digit)
        }
        return value
    }

    private static func text(_ bytes: some Collection<UInt8>, at offset: Int) throws(JSONReader.Fault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .init(words: "a string is not UTF-8", offset: offset)
        }
        return text
    }
}
