// SPDX-License-Identifier: MIT
internal import CExpat
internal import HimatSupport

/// Reads XML answers with libexpat; the only file that knows the library.
///
/// A document type declaration is refused, so there are no entities to expand and nothing outside to fetch.
public enum XMLDocument {
    /// The deepest nesting that is read.
    public static let depthLimit = 100
    /// The most elements that are read.
    public static let elementLimit = 2_000_000

    /// The root element of a document.
    /// - Throws: `HimatError` (malformed) with line and column for anything but a whole, well-formed document within limits.
    public static func parse(_ bytes: [UInt8]) throws -> XMLElement {
        guard let parser = XML_ParserCreate(nil) else { throw HimatError(.internalFault, "libexpat gave no parser") }
        defer { XML_ParserFree(parser) }
        let tree = Tree(parser)
        XML_SetUserData(parser, Unmanaged.passUnretained(tree).toOpaque())
        XML_SetElementHandler(
            parser,
            { tree, name, _ in Tree.from(tree)?.open(name) },
            { tree, _ in Tree.from(tree)?.close() })
        XML_SetCharacterDataHandler(parser) { tree, text, length in Tree.from(tree)?.append(text, Int(length)) }
        XML_SetStartDoctypeDeclHandler(parser) { tree, _, _, _, _ in
            Tree.from(tree)?.stop("it declares a document type")
        }
        let status = bytes.withUnsafeBytes { buffer in
            XML_Parse(parser, buffer.bindMemory(to: CChar.self).baseAddress, Int32(clamping: buffer.count), 1)
        }
        let root = withExtendedLifetime(tree) { status == XML_STATUS_OK ? tree.root : nil }
        guard let root else {
            let reason = tree.refusal ?? String(cString: XML_ErrorString(XML_GetErrorCode(parser)))
            let place = "line \(XML_GetCurrentLineNumber(parser)), column \(XML_GetCurrentColumnNumber(parser) + 1)"
            throw HimatError(.malformed, "The answer is not valid XML: \(reason) (\(place))")
        }
        return root
    }
}

/// Builds the tree while events arrive; lives for one parse.
private final class Tree {
    private let parser: XML_Parser
    private var open: [XMLElement] = []
    private var texts: [[UInt8]] = []
    private var count = 0
    private(set) var root: XMLElement?
    private(set) var refusal: String?

    init(_ parser: XML_Parser) { self.parser = parser }

    static func from(_ pointer: UnsafeMutableRawPointer?) -> Tree? {
        pointer.map { Unmanaged<Tree>.fromOpaque($0).takeUnretainedValue() }
    }

    func open(_ name: UnsafePointer<CChar>?) {
        count += 1
        if open.count >= XMLDocument.depthLimit { return stop("it is nested too deeply") }
        if count > XMLDocument.elementLimit { return stop("it has too many elements") }
        let full = name.map { String(cString: $0) } ?? ""
        open.append(XMLElement(full.split(separator: ":").last.map(String.init) ?? full))
        texts.append([])
    }

    func append(_ text: UnsafePointer<CChar>?, _ length: Int) {
        guard let text, !texts.isEmpty else { return }
        texts[texts.count - 1] += UnsafeRawBufferPointer(start: text, count: length)
    }

    func close() {
        guard var element = open.popLast(), let text = texts.popLast() else { return }
        element.text = String(decoding: Self.trimmed(text), as: UTF8.self)
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
    }

    func stop(_ reason: String) {
        if refusal == nil { refusal = reason }
        XML_StopParser(parser, 0)
    }

    private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return bytes[first...last]
    }
}
