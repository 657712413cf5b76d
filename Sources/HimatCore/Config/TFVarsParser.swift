// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Reads terraform.tfvars: strings, numbers, booleans, null, lists, maps, three kinds of comment. What needs Terraform
/// itself (`${…}`, functions, heredocs) is refused with its place.
struct TFVarsParser {
    private static let depthLimit = 50
    private let source: SourceText
    private var lexer: TFVarsLexer
    private var token: TFVarsToken

    private init(_ source: SourceText) throws {
        self.source = source
        lexer = TFVarsLexer(source)
        token = try lexer.next()
    }

    /// The settings of a file in order.
    /// - Throws: `HimatError` (usage) with the place.
    static func parse(_ source: SourceText) throws -> [TFVarsEntry] {
        var parser = try TFVarsParser(source)
        return try parser.entries(until: .end, depth: 0, from: .start)
    }

    private mutating func entries(until close: TFVarsToken.Kind, depth: Int, from open: SourceMark) throws
        -> [TFVarsEntry]
    {
        var entries: [TFVarsEntry] = []
        var names: Set<String> = []
        try skipLines()
        while token.kind != close {
            if token.kind == .end { throw fault("this map is never closed with }", open) }
            let entry = try self.entry(depth)
            guard names.insert(entry.name).inserted else {
                throw fault("'\(entry.name.cut(to: 60))' is there twice", entry.start)
            }
            entries.append(entry)
            if depth > 0, token.kind == .sign(UInt8(ascii: ",")) {
                try advance()
            } else if token.kind != .newline, token.kind != close, token.kind != .end {
                throw fault(
                    "\(depth > 0 ? "a comma, " : "")the end of the line is wanted here, not \(token.shown)", token.start
                )
            }
            try skipLines()
        }
        return entries
    }

    private mutating func entry(_ depth: Int) throws -> TFVarsEntry {
        let start = token.start
        let name: String
        switch token.kind {
        case .name(let text), .string(let text): name = text
        case .number(let text) where depth > 0: name = text
        default: throw fault("the name of a setting is wanted here, not \(token.shown)", start)
        }
        try advance()
        if token.kind == .sign(UInt8(ascii: "{")), depth == 0 {
            throw fault("blocks do not belong into a tfvars file; a map is written \(name) = {…}", token.start)
        }
        guard token.kind == .sign(UInt8(ascii: "=")) || depth > 0 && token.kind == .sign(UInt8(ascii: ":")) else {
            throw fault("'=' is wanted here, not \(token.shown)", token.start)
        }
        try advance()
        return TFVarsEntry(name: name, start: start, value: try value(depth + 1))
    }

    private mutating func value(_ depth: Int) throws -> TFVarsValue {
        let start = token.start
        guard depth <= Self.depthLimit else { throw fault("nested more than \(Self.depthLimit) deep", start) }
        let content: TFVarsValue.Content
        switch token.kind {
        case .string(let text): content = .string(text)
        case .number(let text): content = .number(text)
        case .name("true"): content = .boolean(true)
        case .name("false"): content = .boolean(false)
        case .name("null"): content = .null
        case .name(let name): throw unquoted(name)
        case .sign(UInt8(ascii: "[")): content = .list(try items(depth))
        case .sign(UInt8(ascii: "{")):
            try advance()
            content = .map(try entries(until: .sign(UInt8(ascii: "}")), depth: depth, from: start))
        default: throw fault("a value is wanted here, not \(token.shown)", start)
        }
        let end = token.end
        try advance()
        return TFVarsValue(content: content, start: start, end: end)
    }

    /// Leaves the closing bracket as the present token.
    private mutating func items(_ depth: Int) throws -> [TFVarsValue] {
        let start = token.start
        let close = TFVarsToken.Kind.sign(UInt8(ascii: "]"))
        var items: [TFVarsValue] = []
        try advance()
        try skipLines()
        while token.kind != close {
            if token.kind == .end { throw fault("this list is never closed with ]", start) }
            items.append(try value(depth + 1))
            try skipLines()
            if token.kind == .sign(UInt8(ascii: ",")) {
                try advance()
                try skipLines()
            } else if token.kind != close {
                if token.kind == .end { throw fault("this list is never closed with ]", start) }
                throw fault("a comma or ] is wanted here, not \(token.shown)", token.start)
            }
        }
        return items
    }

    private func unquoted(_ name: String) -> HimatError {
        let next = token.end.offset < source.bytes.count ? source.bytes[token.end.offset] : 0
        if next == UInt8(ascii: "(") {
            return fault("functions are not supported; write the value itself", token.start)
        }
        if ["var.", "local.", "data.", "module."].contains(where: { name.hasPrefix($0) }) {
            return fault("references are not supported; write the value itself", token.start)
        }
        return fault("a text needs quotes: \"\(name.cut(to: 60))\"", token.start)
    }

    private mutating func skipLines() throws { while token.kind == .newline { try advance() } }

    private mutating func advance() throws { token = try lexer.next() }

    private func fault(_ message: String, _ mark: SourceMark) -> HimatError { source.error(.usage, message, at: mark) }
}
