// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// A configuration file on disk.
enum ConfigFile {
    private static let limit = 10_000_000

    /// The file's text; nil when there is none.
    /// - Throws: `HimatError` (usage) for a folder, a device, a file that is too large or may not be read.
    static func read(_ path: String, _ environment: ProcessEnvironment) throws -> SourceText? {
        let absolute = environment.absolute(path)
        guard FileManager.default.fileExists(atPath: absolute) else { return nil }
        do {
            let resolved = URL(filePath: absolute).resolvingSymlinksInPath().path
            let attributes = try FileManager.default.attributesOfItem(atPath: resolved)
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw HimatError(.usage, "The configuration \(path) is not a file")
            }
            let size = (attributes[.size] as? UInt64) ?? (attributes[.size] as? UInt).map { UInt64($0) } ?? 0
            guard size <= limit else {
                throw HimatError(.usage, "The configuration \(path) is larger than \(limit / 1_000_000) MB")
            }
            return SourceText(name: path, bytes: [UInt8](try Data(contentsOf: URL(filePath: absolute))))
        } catch let error as HimatError {
            throw error
        } catch {
            throw HimatError(.usage, "The configuration \(path) cannot be read", cause: error)
        }
    }

    /// The settings of a file, by its name's ending: `.tfvars`, else YAML.
    static func source(_ text: SourceText) throws -> ConfigSource {
        isTFVars(text.name) ? try .tfvars(text) : try .yaml(text)
    }

    static func isTFVars(_ path: String) -> Bool { path.hasSuffix(".tfvars") }
}
