// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport
internal import SystemPackage

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Files that hold a setting or a token: read whole, up to a limit, or not at all; replaced privately.
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

    /// Replaces a file at once with one that only its owner may read.
    /// - Throws: `HimatError` (storage).
    static func replace(_ path: String, with bytes: [UInt8]) throws {
        let partial = "\(path).\(UInt64.random(in: 0...UInt64.max))"
        do {
            let file = try FileDescriptor.open(
                partial, .writeOnly, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
            try file.closeAfter { _ = try file.writeAll(bytes) }
            guard rename(partial, path) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(partial)
            throw HimatError(.storage, "\(path) cannot be written", cause: error)
        }
    }
}
