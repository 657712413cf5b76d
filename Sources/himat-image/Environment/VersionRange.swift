// SPDX-License-Identifier: MIT

/// Which versions are wanted, as conda says it: alternatives (`|`) of conditions that hold together (`,`).
struct VersionRange: Equatable {
    /// One condition: `>=1.2`; the operator `=` means "and whatever follows after a dot".
    struct Condition: Equatable {
        var comparison: String
        var version: String
        var text: String { comparison + version }
    }

    var alternatives: [[Condition]]

    static let comparisons = ["==", "!=", "<=", ">=", "~=", "=", "<", ">"]

    /// Reads conditions up to the end or what cannot belong to one.
    /// - Parameter bare: what a version without an operator means: `==` behind a space or in brackets.
    init(_ reader: inout SpecReader, bare: String = "==") throws {
        alternatives = [[]]
        while true {
            let comparison = reader.take(oneOf: Self.comparisons)
            let version = reader.take(while: \.isVersionPart)
            reader.skipSpaces()
            guard let first = version.utf8.first, first.isWord || version == "*" else {
                throw SpecError(
                    version.isEmpty ? "a version is missing before \(reader.shown)" : "\"\(version)\" is no version")
            }
            guard !version.dropLast().contains("*") else {
                throw SpecError("\"\(version)\": a * may stand at the end of a version only")
            }
            alternatives[alternatives.count - 1].append(Condition(comparison: comparison ?? bare, version: version))
            if reader.take(",") { continue }
            guard reader.take("|") else { return }
            alternatives.append([])
        }
    }

    /// The range as it is written behind a name.
    var text: String { alternatives.map { $0.map(\.text).joined(separator: ",") }.joined(separator: "|") }

    /// The same as a specifier of Python packages ([PEP 440](https://peps.python.org/pep-0440/)).
    /// - Throws: `SpecError` for what it has no words for.
    func python() throws -> String {
        guard alternatives.count == 1 else { throw SpecError("alternatives (|) cannot be said to pip") }
        return try alternatives[0].compactMap { condition in
            var version = condition.version
            if version == "*" { return nil }
            let isPrefix = version.hasSuffix("*")
            if isPrefix {
                guard version.hasSuffix(".*") else { throw SpecError("\(version) can be said to pip only with .*") }
                version.removeLast(2)
            }
            switch condition.comparison {
            case "=": return "==\(version).*"
            case "==", "!=": return condition.comparison + version + (isPrefix ? ".*" : "")
            default: return condition.comparison + version
            }
        }.joined(separator: ",")
    }
}

extension SpecReader {
    /// What is left, for a message.
    var shown: String { isAtEnd ? "the end" : "\"\(remainder)\"" }
}
