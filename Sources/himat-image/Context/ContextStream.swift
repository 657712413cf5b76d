// SPDX-License-Identifier: MIT
import HimatCore
import SystemPackage

/// The context as a tar archive, a piece at a time: whatever its size, a quarter of a megabyte of it is in memory.
actor ContextStream {
    private static let pieceSize = 256 << 10

    private var entries: ArraySlice<ContextEntry>
    private var open: (file: FileDescriptor, path: String, left: Int, padding: Int)?
    private var isEnded = false

    init(_ entries: [ContextEntry]) { self.entries = entries.sorted { $0.path < $1.path }[...] }

    deinit { try? open?.file.close() }

    /// The next piece; nil at the end.
    /// - Throws: `HimatError` (storage) when a file cannot be read or became shorter while it was sent.
    func next() throws -> [UInt8]? {
        var piece: [UInt8] = []
        while piece.count < Self.pieceSize {
            if open != nil {
                piece += try more()
            } else if let entry = entries.popFirst() {
                piece += entry.header.bytes()
                switch entry.content {
                case .bytes(let bytes): piece += TarHeader.padded(bytes)
                case .file(let path, _, let size, _):
                    open = (try Self.openFile(path), path, size, TarHeader.padding(size).count)
                case .folder, .link: break
                }
            } else {
                if isEnded { break }
                isEnded = true
                piece += [UInt8](repeating: 0, count: 2 * TarHeader.block)
            }
        }
        return piece.isEmpty ? nil : piece
    }

    private func more() throws -> [UInt8] {
        guard let (file, path, left, padding) = open else { return [] }
        guard left > 0 else {
            try? file.close()
            open = nil
            return [UInt8](repeating: 0, count: padding)
        }
        let wanted = min(left, Self.pieceSize)
        let piece = try Self.reading(path) {
            try [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        }
        guard !piece.isEmpty else {
            throw HimatError(.storage, "\(path) became shorter while it was sent", nextStep: "build again")
        }
        open = (file, path, left - piece.count, padding)
        return piece
    }

    private static func openFile(_ path: String) throws -> FileDescriptor {
        try reading(path) { try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec) }
    }

    private static func reading<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw HimatError(.storage, "\(path) cannot be read", cause: error)
        }
    }
}
