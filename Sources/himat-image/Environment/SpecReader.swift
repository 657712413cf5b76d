// SPDX-License-Identifier: MIT

/// Reads a one-line ASCII text from left to right.
struct SpecReader {
    private var rest: Substring.UTF8View

    /// - Throws: `SpecError` for an empty or very long text and for anything but printable ASCII: no line break, no quote of
    ///   another alphabet gets any further.
    init(_ text: String) throws {
        guard text.utf8.count <= 300 else { throw SpecError("it is longer than 300 characters") }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            throw SpecError("only printable ASCII characters are allowed")
        }
        rest = Substring(text).utf8
        skipSpaces()
        if rest.isEmpty { throw SpecError("it is empty") }
    }

    var isAtEnd: Bool { rest.isEmpty }
    var remainder: String { String(Substring(rest)) }

    func peek(_ text: String) -> Bool { rest.starts(with: text.utf8) }

    /// Takes a text when it stands next, and the spaces behind it.
    mutating func take(_ text: String) -> Bool {
        guard peek(text) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        skipSpaces()
        return true
    }

    /// Takes the first of these texts that stands next.
    mutating func take(oneOf texts: [String]) -> String? { texts.first { take($0) } }

    /// Takes characters as long as they fit; no spaces behind them.
    mutating func take(while fits: (UInt8) -> Bool) -> String {
        let word = rest.prefix(while: fits)
        rest = rest.dropFirst(word.count)
        return String(Substring(word))
    }

    mutating func skipSpaces() { rest = rest.drop { $0 == 0x20 } }
}

extension UInt8 {
    var isWord: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
    var isNamePart: Bool { isWord || "._-".utf8.contains(self) }
    var isVersionPart: Bool { isWord || "._-+!*".utf8.contains(self) }
}
