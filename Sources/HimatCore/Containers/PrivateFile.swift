// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport
internal import SystemPackage

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Small files of docker and podman, which may hold passwords: read whole or not at all; written for their owner alone.
enum PrivateFile {
    private static let limit = 4 << 20

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

    /// Whether there is a program at this path.
    static func isExecutable(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// The names in a folder, sorted; none when there is no such folder.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Replaces a file at once by one that only its owner may read; where a link stands, what it points to.
    /// - Throws: `HimatError` (storage).
    static func replace(_ path: String, with bytes: [UInt8]) throws {
        let url = URL(filePath: path).resolvingSymlinksInPath()
        let partial = "\(url.path).\(UInt64.random(in: 0...UInt64.max))"
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            let file = try FileDescriptor.open(
                partial, .writeOnly, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
            try file.closeAfter { _ = try file.writeAll(bytes) }
            guard rename(partial, url.path) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(partial)
            throw HimatError(.storage, "\(path) cannot be written", cause: error)
        }
    }
}
