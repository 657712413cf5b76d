// SPDX-License-Identifier: MIT
public import HimatSupport

/// Sets and removes top-level keys in YAML text and leaves every other byte as it is: comments, order, line endings,
/// indentation.
///
/// Every edit is read back; one that would change anything else is refused with the place to edit by hand.
public struct YAMLEditor: Sendable {
    /// The file, as edited so far.
    public internal(set) var source: SourceText
    var document: YAMLDocumentEdit

    /// Prepares to edit a text.
    /// - Throws: `HimatError` (usage) when it is no YAML, no mapping at the top, or more than one document.
    public init(_ source: SourceText) throws {
        self.source = source
        document = try YAMLDocumentEdit(source)
    }

    /// The text as edited so far.
    public var text: String { String(decoding: source.bytes, as: UTF8.self) }

    /// Sets a key: replaces its value where it stands, else adds a line, below a comment that names the key or at the end.
    /// - Throws: `HimatError` (usage) when the text cannot be changed without harm.
    public mutating func set(_ key: String, to value: JSONValue) throws {
        var wanted = document.json
        wanted[key] = value
        let edits: [YAMLByteEdit] =
            if let member = document.member(key) {
                [document.replacement(of: member, by: value)]
            } else {
                document.additions(key, value)
            }
        try apply(edits, wanted, key)
    }

    /// Removes a key with its lines; without effect when it is not there.
    /// - Throws: `HimatError` (usage) when the text cannot be changed without harm.
    public mutating func remove(_ key: String) throws {
        guard let member = document.member(key) else { return }
        var wanted = document.json
        wanted[key] = nil
        try apply([document.removal(of: member)], wanted, key)
    }

    /// Takes the first edit after which the text says what is wanted and nothing else has changed.
    private mutating func apply(_ edits: [YAMLByteEdit], _ wanted: JSONValue, _ key: String) throws {
        try apply(edits, wanted, key, at: document.member(key)?.key.start ?? .start)
    }

    mutating func apply(_ edits: [YAMLByteEdit], _ wanted: JSONValue, _ key: String, at mark: SourceMark) throws {
        for edit in edits {
            var bytes = source.bytes
            bytes.replaceSubrange(edit.range, with: Array(edit.text.utf8))
            let changed = SourceText(name: source.name, bytes: bytes, isSensitive: source.isSensitive)
            guard let edited = try? YAMLDocumentEdit(changed), edited.json == wanted else { continue }
            (source, document) = (changed, edited)
            return
        }
        throw source.error(
            .usage, "'\(key)' cannot be changed here without changing more; edit this by hand", at: mark)
    }
}

/// Bytes to put in the place of others.
struct YAMLByteEdit {
    var range: Range<Int>
    var text: String
}
