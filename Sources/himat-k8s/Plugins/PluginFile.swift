// SPDX-License-Identifier: MIT
import HimatCore

/// A plug-in as the configuration names it; nothing of it has been read.
struct PluginFile: Sendable, Equatable {
    let name: String
    /// An absolute path.
    let path: String
    /// Where the configuration names it.
    var origin: ConfigOrigin?

    /// The plug-ins of a configuration; paths start from the folder of the file that names them.
    /// - Throws: `HimatError` (usage): a name that Kubernetes could not carry in a label, or one name twice.
    static func all(in loaded: LoadedConfig, _ environment: ProcessEnvironment) throws -> [PluginFile] {
        let origin = loaded.origin("plugins")
        let folder = folder(of: origin, environment)
        var files: [PluginFile] = []
        for path in loaded.config.plugins {
            let isRelative = !path.hasPrefix("/") && path != "~" && !path.hasPrefix("~/")
            let file = PluginFile(
                name: name(path), path: isRelative ? "\(folder)/\(path)" : environment.absolute(path), origin: origin)
            guard ResourceName.isDNSLabel(file.name) else {
                throw HimatError(
                    .usage, "\(origin): the plug-in \(path.harmless) would be called \"\(file.name.harmless)\"",
                    nextStep: "rename the file to 1 to 63 of a-z, 0-9 and -; an ending such as .py does not count")
            }
            if let other = files.first(where: { $0.name == file.name }) {
                throw HimatError(
                    .usage, "\(origin): two plug-ins are called \(file.name): \(other.path) and \(file.path)",
                    nextStep: "rename one of the files")
            }
            files.append(file)
        }
        return files
    }

    private static func folder(of origin: ConfigOrigin, _ environment: ProcessEnvironment) -> String {
        guard origin.mark != nil else { return environment.currentDirectory }
        let file = environment.absolute(origin.name)
        return String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
    }

    /// The last part of a path up to its first dot.
    private static func name(_ path: String) -> String {
        String((path.split(separator: "/").last ?? "").prefix { $0 != "." })
    }
}
