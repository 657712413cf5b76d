// SPDX-License-Identifier: MIT

/// A package as conda asks for it: `name`, `name>=1,<2`, `name=1.2`, `name=1.2=build`, `channel::name`, `name[version='>=1']`
/// ([match specifications](https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html)).
///
/// URLs, files and other channels than those of the file are refused: an image is made of what its environment.yml says.
struct CondaSpec: Equatable {
    /// In lower case.
    let name: String
    let channel: String?
    let versions: VersionRange?
    let build: String?

    /// - Throws: `SpecError`.
    init(_ text: String) throws {
        var reader = try SpecReader(text)
        if reader.peek("-") { throw SpecError("an option is no package") }
        guard !text.contains("://"), !text.contains("/") else {
            throw SpecError("only names are taken, no URL or file")
        }
        var word = reader.take(while: \.isNamePart)
        var channel: String?
        if reader.take("::") {
            guard !word.isEmpty else { throw SpecError("a channel is missing before ::") }
            channel = word
            word = reader.take(while: \.isNamePart)
        }
        guard let first = word.utf8.first, first.isWord || first == UInt8(ascii: "_") else {
            throw SpecError(word.isEmpty ? "a name is missing before \(reader.shown)" : "\"\(word)\" is no name")
        }
        name = word.lowercased()
        reader.skipSpaces()
        let rest = try CondaSpecRest(&reader)
        self.channel = rest.channel ?? channel
        versions = rest.versions
        build = rest.build
    }

    /// The specification as it stands in the file; one text for one meaning.
    var text: String {
        let lead = channel.map { "\($0)::" } ?? ""
        guard let build else { return lead + name + (versions?.text ?? "") }
        let conditions = versions?.alternatives.flatMap { $0 } ?? []
        if conditions.count == 1, conditions[0].comparison == "==" {
            return "\(lead)\(name)=\(conditions[0].version)=\(build)"
        }
        return "\(lead)\(name)[" + (versions.map { "version='\($0.text)'," } ?? "") + "build='\(build)']"
    }
}

/// What may follow a name.
private struct CondaSpecRest {
    var channel: String?
    var versions: VersionRange?
    var build: String?

    init(_ reader: inout SpecReader) throws {
        if !reader.isAtEnd, !reader.peek("[") {
            versions = try VersionRange(&reader)
            // name=1.2=build: the version is exact then.
            let isExact = reader.take("=")
            let word = reader.take(while: { $0.isVersionPart })
            if isExact || !word.isEmpty {
                guard !word.isEmpty, let only = versions?.alternatives.flatMap({ $0 }), only.count == 1,
                    ["=", "=="].contains(only[0].comparison)
                else { throw SpecError("a build can follow one version only: name=1.2=build") }
                versions?.alternatives = [[.init(comparison: "==", version: only[0].version)]]
                build = word
            }
            reader.skipSpaces()
        }
        if reader.take("[") { try brackets(&reader) }
        guard reader.isAtEnd else { throw SpecError("\(reader.shown) is not understood") }
    }

    private mutating func brackets(_ reader: inout SpecReader) throws {
        repeat {
            let key = reader.take(while: { $0.isWord || $0 == UInt8(ascii: "_") })
            reader.skipSpaces()
            guard reader.take("=") else { throw SpecError("\"\(key)\" has no value") }
            let value = try Self.value(&reader)
            switch key {
            case "version":
                var inner = try SpecReader(value)
                versions = try VersionRange(&inner)
                guard inner.isAtEnd else { throw SpecError("\"\(value)\" is no version") }
            case "build": build = value
            case "channel": channel = value
            default: throw SpecError("\"\(key)\" is not taken in brackets; version, build and channel are")
            }
        } while reader.take(",")
        guard reader.take("]") else { throw SpecError("the bracket is not closed") }
    }

    private static func value(_ reader: inout SpecReader) throws -> String {
        let quote = ["'", "\""].first { reader.peek($0) }
        guard let quote else { return reader.take(while: \.isNamePart) }
        _ = reader.take(quote)
        let text = reader.take(while: { $0.isVersionPart || "<>=~,| ".utf8.contains($0) })
        guard reader.take(quote), !text.isEmpty else { throw SpecError("a quoted value is not understood") }
        return text
    }
}
