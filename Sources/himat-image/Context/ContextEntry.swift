// SPDX-License-Identifier: MIT

/// One thing of a build's context.
struct ContextEntry: Sendable {
    enum Content: Sendable {
        /// Made by HiMAT.
        case bytes([UInt8])
        /// A file of the user's: where it is, the SHA-256 of what is in it, how long it is, whether it may be executed.
        case file(path: String, hash: String, size: Int, isExecutable: Bool)
        case folder
        case link(String)
    }

    /// Below the context's root, with `/`.
    let path: String
    let content: Content

    var header: TarHeader {
        switch content {
        case .bytes(let bytes): TarHeader(path: path, kind: .file, mode: 0o644, size: bytes.count)
        case .file(_, _, let size, let isExecutable):
            TarHeader(path: path, kind: .file, mode: isExecutable ? 0o755 : 0o644, size: size)
        case .folder: TarHeader(path: path + "/", kind: .folder, mode: 0o755)
        case .link(let target): TarHeader(path: path, kind: .link, mode: 0o777, target: target)
        }
    }
}
