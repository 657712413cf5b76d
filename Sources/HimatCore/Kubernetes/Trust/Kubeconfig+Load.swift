// SPDX-License-Identifier: MIT
internal import FoundationEssentials
public import HimatSupport
internal import HimatYAML

extension Kubeconfig {
    /// Finds and merges kubeconfig files as kubectl does.
    ///
    /// A path that was typed is the only file and must exist. Else the files of `KUBECONFIG` (separated by colons), of
    /// which missing ones are passed over; else `~/.kube/config`. What an earlier file says wins, entry by entry. A pod's
    /// service account is no substitute: kubectl takes it only when neither file nor context is named, and one always is.
    /// - Throws: `HimatError` (usage) when no file is there, (malformed) with file, line and column.
    public static func load(path: String? = nil, environment: ProcessEnvironment) throws -> Kubeconfig {
        let paths = candidates(path, environment)
        var merged = Kubeconfig()
        var found = false
        for candidate in paths {
            guard let text = try read(candidate) else { continue }
            merged.merge(try parse(text, file: candidate))
            found = true
        }
        guard found else {
            throw HimatError(
                .usage, "There is no kubeconfig", details: paths.map { "looked for \($0)" },
                nextStep: "name one with --kubeconfig or KUBECONFIG")
        }
        return merged
    }

    /// A file's text; nil where there is none. What is there and cannot be read is no reason to look elsewhere.
    private static func read(_ path: String) throws -> String? {
        if let data = FileManager.default.contents(atPath: path) { return String(decoding: data, as: UTF8.self) }
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        throw HimatError(.usage, "The kubeconfig \(path) cannot be read", nextStep: "look at its kind and permissions")
    }

    /// Reads the text of one file.
    public static func parse(_ text: String, file: String) throws -> Kubeconfig {
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
        return try Kubeconfig(try YAMLParser.json(text, name: file).first ?? .null, folder: folder, file: file)
    }

    private static func candidates(_ path: String?, _ environment: ProcessEnvironment) -> [String] {
        if let path { return [environment.absolute(path)] }
        if let list = environment["KUBECONFIG"] {
            return list.split(separator: ":").map { environment.absolute(String($0)) }
        }
        return [environment.absolute("~/.kube/config")]
    }
}
