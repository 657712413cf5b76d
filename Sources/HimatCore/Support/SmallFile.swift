// SPDX-License-Identifier: MIT
internal import FoundationEssentials

/// Files that hold a setting or a secret: read whole, up to a limit, or not at all. `PrivateFile` writes them.
public enum SmallFile {
    /// The file's bytes; nil when there is none.
    /// - Parameter limit: the most bytes taken; 1 MiB unless given.
    /// - Throws: `HimatError` (usage) with the path and the reason, never the content.
    public static func bytes(at path: String, limit: Int = 1 << 20) throws -> [UInt8]? {
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
    /// - Throws: as `bytes(at:limit:)`.
    public static func text(at path: String) throws -> String? {
        guard let bytes = try bytes(at: path) else { return nil }
        var text = String(decoding: bytes, as: UTF8.self)[...]
        text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
