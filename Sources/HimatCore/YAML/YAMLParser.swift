// SPDX-License-Identifier: MIT
public import HimatSupport

/// Reads YAML text into nodes: aliases and merge keys (`<<`) expanded, duplicate keys refused, size, depth and number of
/// nodes limited. Wrong text ends in an error with `file:line:column`, the line and a caret, never in a crash.
public struct YAMLParser: Sendable {
    private let source: SourceText
    private let code: HimatError.Code
    private let limits: YAMLLimits
    private let expandsMergeKeys: Bool

    /// Prepares to read a text; errors get `code` (`usage` for what the user wrote, `malformed` for what a machine sent).
    public init(
        _ source: SourceText, code: HimatError.Code = .malformed, limits: YAMLLimits = YAMLLimits(),
        expandsMergeKeys: Bool = true
    ) {
        self.source = source
        self.code = code
        self.limits = limits
        self.expandsMergeKeys = expandsMergeKeys
    }

    /// The documents of a text that are not empty, in order.
    /// - Throws: `HimatError` with the code given.
    public func documents() throws -> [YAMLNode] {
        guard source.bytes.count <= limits.bytes else {
            throw HimatError(code, "\(source.name) is larger than \(limits.bytes / 1_000_000) MB")
        }
        var composer = YAMLComposer(source, code: code, limits: limits, expandsMergeKeys: expandsMergeKeys)
        let reader = try YAMLEventReader(source, code: code)
        var documents: [YAMLNode] = []
        while let document = try composer.document(reader) {
            // An empty document is a plain scalar without a byte.
            if document.scalar == "", document.start.offset == document.end.offset { continue }
            documents.append(document)
        }
        return documents
    }

    /// The one document of a text; nil when it holds none.
    /// - Throws: `HimatError` with the code given, also when there is a second document.
    public func document() throws -> YAMLNode? {
        let documents = try documents()
        if documents.count > 1 {
            throw source.error(code, "only one document is allowed here", at: documents[1].start)
        }
        return documents.first
    }

    /// The documents of a text as JSON values.
    /// - Throws: `HimatError` with code `malformed`.
    public static func json(_ text: String, name: String = "YAML") throws -> [JSONValue] {
        try YAMLParser(SourceText(name: name, text: text)).documents().map(\.json)
    }
}
