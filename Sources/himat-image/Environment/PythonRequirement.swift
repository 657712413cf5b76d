// SPDX-License-Identifier: MIT

/// A package as pip asks for it: `name[extra]>=1,<2; marker` ([PEP 508](https://peps.python.org/pep-0508/)).
///
/// What PEP 508 allows beside names, a URL behind `@`, is refused, and so is every option of pip's: packages come from the index.
struct PythonRequirement: Equatable {
    /// As typed.
    let name: String
    let extras: [String]
    /// `>=1,<2`, or nothing.
    let versions: String
    let marker: String?

    /// - Throws: `SpecError`.
    init(_ text: String) throws {
        var reader = try SpecReader(text)
        if reader.peek("-") { throw SpecError("an option is no package") }
        name = reader.take(while: \.isNamePart)
        guard let first = name.utf8.first, let last = name.utf8.last, first.isWord, last.isWord else {
            throw SpecError(name.isEmpty ? "a name is missing before \(reader.shown)" : "\"\(name)\" is no name")
        }
        reader.skipSpaces()
        extras = try Self.extras(&reader)
        if reader.peek("@") || reader.peek("://") || reader.peek("/") {
            throw SpecError("only names are taken, no URL or file")
        }
        let isInParentheses = reader.take("(")
        versions = try Self.versions(&reader)
        if isInParentheses, !reader.take(")") { throw SpecError("the parenthesis is not closed") }
        if reader.take(";") {
            marker = try PythonMarker.read(&reader)
        } else {
            marker = nil
        }
        guard reader.isAtEnd else { throw SpecError("\(reader.shown) is not understood") }
    }

    /// The name by which two spellings are compared ([PEP 503](https://peps.python.org/pep-0503/#normalized-names)).
    var key: String { Self.key(name) }

    static func key(_ name: String) -> String {
        name.lowercased().split { "._-".contains($0) }.joined(separator: "-")
    }

    /// The requirement as it stands in the file.
    var text: String {
        name + (extras.isEmpty ? "" : "[\(extras.joined(separator: ","))]") + versions
            + (marker.map { "; \($0)" } ?? "")
    }

    private static func extras(_ reader: inout SpecReader) throws -> [String] {
        guard reader.take("[") else { return [] }
        var extras: [String] = []
        repeat {
            let extra = reader.take(while: \.isNamePart)
            reader.skipSpaces()
            if extra.isEmpty { break }
            extras.append(extra)
        } while reader.take(",")
        guard reader.take("]") else { throw SpecError("the bracket of the extras is not closed") }
        return extras
    }

    private static func versions(_ reader: inout SpecReader) throws -> String {
        var conditions: [String] = []
        while let comparison = reader.take(oneOf: ["===", "~=", "==", "!=", "<=", ">=", "<", ">"]) {
            let version = reader.take(while: \.isVersionPart)
            reader.skipSpaces()
            guard version.utf8.first.map({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "v") }) == true else {
                throw SpecError(version.isEmpty ? "a version is missing" : "\"\(version)\" is no version")
            }
            if version.contains("*") {
                guard version.hasSuffix(".*"), !version.dropLast().contains("*"),
                    ["==", "!="].contains(comparison)
                else { throw SpecError("\"\(comparison)\(version)\": .* may stand behind == and != only") }
            }
            conditions.append(comparison + version)
            if !reader.take(",") { break }
        }
        return conditions.joined(separator: ",")
    }
}
