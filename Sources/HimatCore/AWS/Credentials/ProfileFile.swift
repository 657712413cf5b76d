// SPDX-License-Identifier: MIT
internal import HimatSupport

/// One shared file, `config` or `credentials`, as its lines say it
/// ([format](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html)).
struct ProfileFile: Sendable {
    /// A bracketed section.
    struct Section: Sendable, Equatable {
        /// The settings by name, names in small letters.
        var settings: [String: String] = [:]
        /// The settings of indented blocks: `ec2 =` followed by `  endpoint_url = …`.
        var nested: [String: [String: String]] = [:]
    }

    /// Where the file stands, for messages.
    let path: String
    /// The sections by the text between their brackets; a section written twice is one, its last values win.
    private(set) var sections: [String: Section] = [:]

    /// Reads a file; a missing one is empty.
    /// - Throws: `HimatError` (usage) with `file:line` for what cannot be understood.
    init(path: String) throws {
        self.path = path
        guard let bytes = try SmallFile.bytes(at: path) else { return }
        try parse(String(decoding: bytes, as: UTF8.self))
    }

    /// Reads a text; `path` is what errors call it.
    init(path: String, text: String) throws {
        self.path = path
        try parse(text)
    }

    private mutating func parse(_ text: String) throws {
        var section: String?
        var block: String?
        for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = Self.trimmed(raw)
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "[" {
                section = try Self.sectionName(line, at: "\(path):\(index + 1)")
                block = nil
                if let section, sections[section] == nil { sections[section] = Section() }
                continue
            }
            guard let current = section else { throw fault(index, "a setting stands before the first [section]") }
            guard let (name, value) = Self.setting(line) else {
                throw fault(index, "expected `name = value`, `[section]` or a comment")
            }
            if raw.first?.isWhitespace == true, let block {
                sections[current]?.nested[block, default: [:]][name] = value
            } else {
                sections[current]?.settings[name] = value
                block = value.isEmpty ? name : nil
            }
        }
    }

    private static func sectionName(_ line: Substring, at place: String) throws -> String {
        guard let end = line.firstIndex(of: "]") else {
            throw HimatError(.usage, "\(place): the section has no closing bracket")
        }
        let words = line[line.index(after: line.startIndex)..<end].split(whereSeparator: \.isWhitespace)
        let name = words.joined(separator: " ").filter { $0 != "\"" && $0 != "'" }
        guard !name.isEmpty else { throw HimatError(.usage, "\(place): the section has no name") }
        return name
    }

    private static func setting(_ line: Substring) -> (name: String, value: String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        let name = trimmed(line[..<equals])
        guard !name.isEmpty else { return nil }
        return (name.lowercased(), String(trimmed(line[line.index(after: equals)...])))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    // The line itself may hold a secret, so it is not shown.
    private func fault(_ index: Int, _ reason: String) -> HimatError {
        HimatError(.usage, "\(path):\(index + 1): \(reason)")
    }
}
