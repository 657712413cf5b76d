// SPDX-License-Identifier: MIT
internal import SystemPackage

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Writes files that only their owner may read, whole or not at all.
public enum PrivateFile {
    /// Puts bytes in place of a file: a new file beside it (mode 0600), synchronised, then renamed over it.
    /// - Parameter suffix: makes the temporary name unique, e.g. the run's name; nil = a random number.
    /// - Throws: `HimatError` (storage); the former file is then as it was.
    public static func write(_ bytes: [UInt8], to path: String, suffix: String? = nil) throws {
        let target = resolved(path)
        let temporary = "\(target).himat-\(suffix ?? String(UInt64.random(in: 0...UInt64.max)))"
        do {
            let file = try FileDescriptor.open(
                FilePath(temporary), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
            try file.closeAfter {
                guard fchmod(file.rawValue, 0o600) == 0 else { throw Errno(rawValue: errno) }
                try file.writeAll(bytes)
                guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
            guard rename(temporary, target) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(temporary)
            throw HimatError(.storage, "The file \(path) could not be written", cause: error)
        }
    }

    /// Makes a folder that only its owner may enter, unless there is one.
    public static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw HimatError(.storage, "The folder \(path) could not be made", cause: Errno(rawValue: errno))
        }
    }

    /// Whom a symbolic link points to, so that a linked file stays a link.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
