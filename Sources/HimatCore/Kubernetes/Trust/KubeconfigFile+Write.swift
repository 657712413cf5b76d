// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport
internal import HimatYAML

extension KubeconfigFile {
    /// Writes the file, readable by its owner alone, whole or not at all.
    /// - Parameter suffix: makes the temporary name beside it unique, e.g. the run's name.
    public func write(to path: String, suffix: String) throws {
        try PrivateFile.write(Array(YAMLEmitter(order: .kubernetes).text(document).utf8), to: path, suffix: suffix)
    }

    /// Adds cluster, user and context to a kubeconfig, by default the user's own; all that others wrote stays.
    /// - Throws: `HimatError` (malformed) when the present file cannot be read, which is then left as it is.
    public func merge(into path: String, suffix: String) throws {
        var present = JSONValue.null
        if let data = FileManager.default.contents(atPath: path) {
            present = try YAMLParser.json(String(decoding: data, as: UTF8.self), name: path).first ?? .null
            guard present.object != nil || present.isNull else {
                throw HimatError(.malformed, "\(path) is no kubeconfig, so nothing is merged into it")
            }
        } else if let slash = path.lastIndex(of: "/") {
            try PrivateFile.makeFolder(String(path[..<slash]))
        }
        let text = YAMLEmitter(order: .kubernetes).text(merged(into: present))
        try PrivateFile.write(Array(text.utf8), to: path, suffix: suffix)
    }
}
