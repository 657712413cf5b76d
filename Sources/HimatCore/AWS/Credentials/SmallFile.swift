// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// Files that hold a setting or a token: read whole, up to a limit, or not at all.
enum SmallFile {
    private static let limit = 1 << 20

    /// The file's bytes; nil when there is none.
    /// - Throws: `HimatError` (usage) with the path and the reason, never the content.
    static func bytes(at path: String) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let content: Data
        do {
            content = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw HimatError(.usage, "\(path) cannot be read", cause: error)
        }
        guard content.count <= limit else { throw HimatError(.usage, "\(path) is larger than \(limit) bytes") }
        return [UInt8](content)
    }

    /// The file's text without white space around it; nil when there is none.
    static func text(at path: String) throws -> String? {
        guard let bytes = try bytes(at: path) else { return nil }
        var text = String(decoding: bytes, as: UTF8.self)[...]
        text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
