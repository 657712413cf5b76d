// SPDX-License-Identifier: MIT
import Crypto
import HimatCore

/// A plug-in's program as it was read, once: these bytes are hashed, approved and run, whatever happens to the file meanwhile.
struct PluginProgram: Sendable, Equatable {
    /// The most bytes a program may have.
    static let limit = 128 << 20

    /// What its objects are listed under: the file's name without its ending.
    let name: String
    /// Where it was read, absolute and with symbolic links followed.
    let path: String
    let bytes: [UInt8]
    /// SHA-256 in hexadecimal.
    let hash: String

    /// Reads the file.
    /// - Throws: `HimatError` (preflight refused): no such file, no regular one, not executable, writable by everybody, too large.
    init(_ file: PluginFile) throws {
        let path = OpenFile.resolved(file.path)
        do {
            bytes = try OpenFile.read(path, limit: Self.limit, check: Self.check)
            guard !bytes.isEmpty else { throw HimatError(.usage, "it is empty") }
        } catch {
            throw HimatError(
                .preflightRefused, "The plug-in \(file.name) cannot be used: \(path.harmless)",
                details: file.origin.map { ["named in \($0)"] } ?? [],
                cause: error as? HimatError ?? HimatError(.storage, "\(error)"),
                nextStep: "`plugins` names executable files, relative to the folder of the configuration")
        }
        name = file.name
        self.path = path
        hash = KubernetesLayer.hexadecimal([UInt8](SHA256.hash(data: bytes)))
    }

    private static func check(_ facts: OpenFile.Facts) throws {
        guard facts.isRegular else { throw HimatError(.usage, "it is not a file") }
        guard facts.isExecutable else { throw HimatError(.usage, "it is not executable: chmod u+x") }
        guard !facts.isWorldWritable else {
            throw HimatError(.usage, "everybody may write to it: chmod o-w, then look at what it holds")
        }
    }
}
