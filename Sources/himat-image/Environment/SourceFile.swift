// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// A text file of the user's: read whole, written in one step.
struct SourceFile {
    private static let limit = 1_000_000

    /// As the user knows it.
    let name: String
    private let path: String

    init(_ name: String, _ environment: ProcessEnvironment) {
        self.name = name
        path = environment.absolute(name)
    }

    /// The text; nil when there is no such file.
    /// - Throws: `HimatError` (usage) for a folder, a device, a very large file.
    func read() throws -> SourceText? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            let target = URL(filePath: path).resolvingSymlinksInPath().path
            guard try FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType == .typeRegular
            else { throw HimatError(.usage, "\(name) is not a file") }
            let data = try Data(contentsOf: URL(filePath: target))
            guard data.count <= Self.limit else { throw HimatError(.usage, "\(name) is larger than 1 MB") }
            return SourceText(name: name, bytes: [UInt8](data))
        } catch let error as HimatError {
            throw error
        } catch {
            throw HimatError(.usage, "\(name) cannot be read", cause: error)
        }
    }

    /// Writes the text; who reads meanwhile sees the old or the new one. Folders are made, mode and symbolic link stay.
    /// - Throws: `HimatError` (storage).
    func write(_ text: SourceText) throws {
        do {
            let target = URL(filePath: path).resolvingSymlinksInPath()
            let mode = try? FileManager.default.attributesOfItem(atPath: target.path)[.posixPermissions]
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.bytes).write(to: target, options: .atomic)
            if let mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: target.path) }
        } catch {
            throw HimatError(.storage, "\(name) cannot be written", cause: error)
        }
    }
}
