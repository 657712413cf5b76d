// SPDX-License-Identifier: MIT

/// Reads a JSON document from bytes, strictly by [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259).
///
/// JSONDecoder finds out by trial what a value is, which costs a millisecond for a pod; a list of thousands wants better.
struct JSONReader {
    /// What is wrong, and where.
    struct Fault: Error, CustomStringConvertible {
        let words: String
        let offset: Int
        var description: String { "\(words) at byte \(offset)" }
    }

    /// How deep values may be nested.
    private static let depthLimit = 512

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    /// The document in these bytes; nothing but white space may follow it.
    static func read(_ bytes: [UInt8]) throws(Fault) -> JSONValue {
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSONValue, Fault> in
            var reader = JSONReader(bytes: buffer)
            return Result { () throws(Fault) in try reader.document() }
        }
        return try result.get()
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private mutating func document() throws(Fault) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw fault("something follows the document") }
        return value
    }

    private mutating func value() throws(Fault) -> JSONValue {
        skipSpace()
        guard let first = peek() else { throw fault("the document ends too early") }
        switch first {
        case UInt8(ascii: "{"): return try nested { (reader) throws(Fault) in try reader.object() }
        case UInt8(ascii: "["): return try nested { (reader) throws(Fault) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fault("no value begins like this")
        }
    }

    private mutating func nested(_ read: (inout JSONReader) throws(Fault) -> JSONValue) throws(Fault) -> JSONValue {
        depth += 1
        guard depth <= Self.depthLimit else { throw fault("values are nested too deep") }
        position += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(Fault) -> JSONValue {
        var members: [String: JSONValue] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw fault("a name in quotes is missing") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw fault("a colon is missing") }
            members[name] = try value()
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw fault("a comma or a brace is missing") }
        }
    }

    private mutating func array() throws(Fault) -> JSONValue {
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw fault("a comma or a bracket is missing") }
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Fault) -> JSONValue {
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[position...].starts(with: expected) else { throw fault("no value begins like this") }
        position += expected.count
        return value
    }

    private mutating func string() throws(Fault) -> String {
        let (text, end) = try JSONText.read(bytes, after: position)
        position = end
        return text
    }

    private mutating func number() throws(Fault) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        let isZero = peek() == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !(isZero && whole > 1) else { throw fault("this is no number") }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard digits() > 0 else { throw fault("digits are missing") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw fault("digits are missing") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else { throw fault("the number is too large") }
        // A whole number that fits is one however it is written: 1e3, 2.0.
        return Int(exactly: value).map { .int($0) } ?? .double(value)
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func fault(_ words: String) -> Fault { Fault(words: words, offset: position) }
}
