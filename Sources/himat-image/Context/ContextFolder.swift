// SPDX-License-Identifier: MIT
import Crypto
import FoundationEssentials
import HimatCore
import SystemPackage

/// The files below a folder that a build may copy, without what its .dockerignore leaves out.
struct ContextFolder {
    private static let limit = 200_000

    let path: String
    let ignore: DockerIgnore

    /// Every entry with its fingerprint, folders too; sockets and pipes are left out.
    /// - Throws: `HimatError` (storage) when something cannot be read; (usage) when there is no end of it.
    func entries() throws -> [ContextEntry] {
        var found: [ContextEntry] = []
        var waiting = [""]
        while let folder = waiting.popLast() {
            for name in try reading(folder, { try FileManager.default.contentsOfDirectory(atPath: $0) }).sorted() {
                let relative = folder.isEmpty ? name : "\(folder)/\(name)"
                let isOut = ignore.excludes(relative)
                let kind = try reading(relative) { try FileManager.default.attributesOfItem(atPath: $0) }
                if kind[.type] as? FileAttributeType == .typeDirectory {
                    if !isOut || ignore.hasExceptions { waiting.append(relative) }
                    if !isOut { found.append(ContextEntry(path: relative, content: .folder)) }
                } else if !isOut, let content = try content(relative, kind) {
                    found.append(ContextEntry(path: relative, content: content))
                }
                guard found.count < Self.limit else {
                    throw HimatError(
                        .usage, "\(path) holds more than \(Self.limit) files",
                        nextStep: "leave out what no COPY needs, by \(path)/.dockerignore")
                }
            }
        }
        return found
    }

    private func content(_ relative: String, _ kind: [FileAttributeKey: Any]) throws -> ContextEntry.Content? {
        switch kind[.type] as? FileAttributeType {
        case .typeSymbolicLink:
            return .link(try reading(relative) { try FileManager.default.destinationOfSymbolicLink(atPath: $0) })
        case .typeRegular:
            let mode = (kind[.posixPermissions] as? Int) ?? (kind[.posixPermissions] as? UInt16).map(Int.init) ?? 0
            let (hash, size) = try reading(relative, Self.fingerprint)
            return .file(path: "\(path)/\(relative)", hash: hash, size: size, isExecutable: mode & 0o100 != 0)
        default: return nil
        }
    }

    private static func fingerprint(_ path: String) throws -> (String, Int) {
        let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
        defer { try? file.close() }
        var (hasher, size) = (SHA256(), 0)
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
            if count == 0 { break }
            hasher.update(data: buffer[..<count])
            size += count
        }
        return (hasher.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(), size)
    }

    private func reading<Value>(_ relative: String, _ body: (String) throws -> Value) throws -> Value {
        do {
            return try body(relative.isEmpty ? path : "\(path)/\(relative)")
        } catch {
            throw HimatError(.storage, "\(path)/\(relative) cannot be read", cause: error)
        }
    }
}
