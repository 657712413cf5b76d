// SPDX-License-Identifier: MIT
import HimatCore
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that is opened once, judged by what was opened, and read from there: whoever replaces it meanwhile changes nothing.
enum OpenFile {
    /// What is judged.
    struct Facts {
        let isRegular: Bool
        let isExecutable: Bool
        /// Whether everybody may write to it.
        let isWorldWritable: Bool
        /// Whether it is this user's and nobody else may read or write it.
        let isPrivate: Bool
    }

    /// Reads a file whole.
    /// - Throws: `Errno`, what `check` throws, `HimatError` (usage) above `limit` bytes.
    static func read(_ path: String, limit: Int, check: (Facts) throws -> Void) throws -> [UInt8] {
        // Without waiting: a pipe without a writer must not hold the command up.
        let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.nonBlocking, .closeOnExec])
        return try file.closeAfter {
            var found = stat()
            guard fstat(file.rawValue, &found) == 0 else { throw Errno(rawValue: errno) }
            try check(
                Facts(
                    isRegular: found.st_mode & S_IFMT == S_IFREG, isExecutable: found.st_mode & S_IXUSR != 0,
                    isWorldWritable: found.st_mode & S_IWOTH != 0,
                    isPrivate: found.st_mode & 0o077 == 0 && found.st_uid == getuid()))
            return try contents(of: file, limit)
        }
    }

    /// The absolute path with symbolic links followed; the path itself when there is nothing.
    static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func contents(of file: FileDescriptor, _ limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw HimatError(.usage, "it is larger than \(limit >> 20) MiB") }
        }
    }
}
