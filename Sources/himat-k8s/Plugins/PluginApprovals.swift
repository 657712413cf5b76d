// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Which programs this user lets run as plug-ins: path and hash, in a file of the user's own beside the inventory.
///
/// It lies outside of every project folder, so that whoever writes a himat.yaml cannot approve what it names.
struct PluginApprovals: Sendable {
    let path: String
    let runID: String

    /// The user's own file.
    init(_ environment: ProcessEnvironment, runID: String) {
        let inventory = Inventory.path(in: environment)
        path = inventory[..<(inventory.lastIndex(of: "/") ?? inventory.startIndex)] + "/approved-plugins.json"
        self.runID = runID
    }

    /// The approved hash of each path; a file that is not the user's alone or cannot be read approves nothing.
    func all() -> [String: String] {
        let bytes = try? OpenFile.read(path, limit: 1 << 20) { facts in
            guard facts.isRegular, facts.isPrivate else {
                throw HimatError(.storage, "\(path) is not this user's alone")
            }
        }
        guard let bytes, let json = try? JSONValue.parse(bytes) else { return [:] }
        return json.object?.compactMapValues(\.string) ?? [:]
    }

    /// What was approved for a path.
    func hash(of program: PluginProgram) -> String? { all()[program.path] }

    /// Remembers a program.
    /// - Throws: `HimatError` (storage).
    func add(_ program: PluginProgram) throws {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw HimatError(.storage, "The folder \(folder) could not be made", cause: error)
        }
        var known = all()
        known[program.path] = program.hash
        let text = JSONValue.object(known.mapValues { .string($0) }).rendered(pretty: true) + "\n"
        try PrivateFile.write([UInt8](text.utf8), to: path, suffix: runID)
    }
}
