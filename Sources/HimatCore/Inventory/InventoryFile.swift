// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// The file itself: its folder, its mode.
struct InventoryFile {
    let path: String

    /// Makes the folder (0700) and an empty file (0600); an existing file is narrowed to its owner.
    /// SQLite gives its `-wal` and `-shm` files the mode of the main file.
    func prepare() throws {
        let files = FileManager.default
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        do {
            if !folder.isEmpty, !files.fileExists(atPath: folder) {
                try files.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
            if !files.fileExists(atPath: path) { try makeEmptyFile() }
            let kind = try files.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            guard kind == .typeRegular || kind == .typeSymbolicLink else {
                throw HimatError(.storage, "It is no regular file")
            }
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch {
            throw HimatError(
                .storage, "Cannot prepare the inventory \(path)", cause: error,
                nextStep: "make the folder writable, or set HIMAT_INVENTORY to another path")
        }
    }

    /// Never empties a file that another process has made meanwhile.
    private func makeEmptyFile() throws {
        do {
            try Data().write(to: URL(filePath: path), options: .withoutOverwriting)
        } catch {
            guard FileManager.default.fileExists(atPath: path) else { throw error }
        }
    }
}
