// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Cuts a tfvars file into words: the part of HCL that settings need
/// ([syntax](https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md)).
struct TFVarsLexer {
    private let source: SourceText
    private var mark = SourceMark.start

    init(_ source: SourceText) {
        self.source = source
        if source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { mark.offset = 3 }
    }

    /// The next word; comments and blanks are passed over, ends of lines are words.
    /// - Throws: `HimatError` (usage) at the place of what cannot be read.
    mutating func next() throws -> TFVarsToken {
        try skipBlanks()
        let start = mark
        let kind = try word()
        return TFVarsToken(kind: kind, start: start, end: mark)
    }

    private mutating func word() throws -> TFVarsToken.Kind {
        guard let byte = peek() else { return .end }
        switch byte {
        case 0x0A, 0x0D:
            advance()
            if byte == 0x0D, peek() == 0x0A { advance() }
            return .newline
        case UInt8(ascii: "\""): return .string(try string())
        case _ where byte.isASCIIDigit || byte == UInt8(ascii: "-"): return .number(try number())
        case _ where byte.isASCIILetter || byte == UInt8(ascii: "_"): return .name(name())
        case UInt8(ascii: "<") where peek(1) == byte:
            throw fault("texts of several lines (<<) are not read here; write one line in quotes", mark)
        case _ where "=:,[]{}".utf8.contains(byte):
            advance()
            return .sign(byte)
        default: throw fault("this is no setting: name = value is wanted", mark)
        }
    }

    private mutating func skipBlanks() throws {
        while let byte = peek() {
            switch (byte, peek(1)) {
            case (0x20, _), (0x09, _): advance()
            case (UInt8(ascii: "#"), _), (UInt8(ascii: "/"), UInt8(ascii: "/")): skipLine()
            case (UInt8(ascii: "/"), UInt8(ascii: "*")): try skipBlock()
            default: return
            }
        }
    }

    private mutating func skipLine() {
        while let byte = peek(), byte != 0x0A, byte != 0x0D { advance() }
    }

    private mutating func skipBlock() throws {
        let start = mark
        while let byte = peek() {
            advance()
            if byte == UInt8(ascii: "*"), peek() == UInt8(ascii: "/"), mark.offset > start.offset + 2 {
                return advance()
            }
        }
        throw fault("this comment is never closed with */", start)
    }

    private mutating func name() -> String {
        let first = mark.offset
        while let byte = peek(), byte.isASCIILetter || byte.isASCIIDigit || "_-.".utf8.contains(byte) { advance() }
        return String(decoding: source.bytes[first..<mark.offset], as: UTF8.self)
    }

    private mutating func number() throws -> String {
        let start = mark
        advance()
        while let byte = peek(), byte.isASCIIDigit || byte.isASCIILetter || ".+-".utf8.contains(byte) { advance() }
        let text = String(decoding: source.bytes[start.offset..<mark.offset], as: UTF8.self)
        guard let last = text.utf8.last, last.isASCIIDigit, Double(text)?.isFinite == true, !text.contains("x") else {
            throw fault("'\(text.cut(to: 60))' is no number; a text needs quotes", start)
        }
        return text
    }

    private mutating func string() throws -> String {
        let start = mark
        var bytes: [UInt8] = []
        advance()
        while let byte = peek(), byte != 0x0A, byte != 0x0D {
            switch byte {
            case UInt8(ascii: "\""):
                advance()
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw fault("this is not valid UTF-8", start)
                }
                return text
            case UInt8(ascii: "\\"): bytes += try escape()
            case UInt8(ascii: "$"), UInt8(ascii: "%"): bytes += try template(byte)
            case 0..<0x20, 0x7F: throw fault("this control character is not allowed", mark)
            default:
                bytes.append(byte)
                advance()
            }
        }
        throw fault("this text is never closed with \"", start)
    }

    /// `$${` stands for `${`; `${` asks for something that only Terraform knows.
    private mutating func template(_ byte: UInt8) throws -> [UInt8] {
        let brace = UInt8(ascii: "{")
        if peek(1) == byte, peek(2) == brace {
            for _ in 0..<3 { advance() }
            return [byte, brace]
        }
        let sign = String(decoding: [byte], as: UTF8.self)
        if peek(1) == brace { throw fault("\(sign){…} is not supported; write the value itself", mark) }
        advance()
        return [byte]
    }

    private mutating func escape() throws -> [UInt8] {
        let start = mark
        advance()
        guard let byte = peek() else { throw fault("this text is never closed with \"", start) }
        advance()
        switch byte {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [byte]
        case UInt8(ascii: "u"): return try scalar(4, start)
        case UInt8(ascii: "U"): return try scalar(8, start)
        default: throw fault("this escape is unknown; \\n \\r \\t \\\" \\\\ \\uNNNN are known", start)
        }
    }

    private mutating func scalar(_ count: Int, _ start: SourceMark) throws -> [UInt8] {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue, value < 1 << 24 else {
                throw fault("this escape wants \(count) hexadecimal digits", start)
            }
            value = value << 4 | UInt32(digit)
            advance()
        }
        guard let scalar = Unicode.Scalar(value) else { throw fault("this escape is no character", start) }
        return [UInt8](String(Character(scalar)).utf8)
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        let offset = mark.offset + ahead
        return offset < source.bytes.count ? source.bytes[offset] : nil
    }

    private mutating func advance() {
        let byte = source.bytes[mark.offset]
        mark.offset += 1
        if byte == 0x0A || byte == 0x0D && peek() != 0x0A {
            mark.line += 1
            mark.column = 1
        } else if peek().map({ $0 & 0xC0 != 0x80 }) ?? true {
            mark.column += 1
        }
    }

    private func fault(_ message: String, _ mark: SourceMark) -> HimatError { source.error(.usage, message, at: mark) }
}
