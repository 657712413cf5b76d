// SPDX-License-Identifier: MIT
internal import FoundationEssentials

/// What a process was started with: variables, home, current folder; injected so that tests own them.
public struct ProcessEnvironment: Sendable {
    /// The environment variables.
    public var variables: [String: String]
    /// The user's home folder, an absolute path.
    public var home: String
    /// The folder relative paths start from.
    public var currentDirectory: String

    /// Builds an environment from its parts.
    public init(variables: [String: String], home: String, currentDirectory: String) {
        self.variables = variables
        self.home = home
        self.currentDirectory = currentDirectory
    }

    /// This process's own environment.
    public static func current() -> ProcessEnvironment {
        let variables = ProcessInfo.processInfo.environment
        let home =
            variables["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? FileManager.default.homeDirectoryForCurrentUser.path
        return ProcessEnvironment(
            variables: variables, home: home, currentDirectory: FileManager.default.currentDirectoryPath)
    }

    /// The variable's value; empty counts as unset.
    public subscript(name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// An absolute path: `~` means home, anything else that is relative starts from the current folder.
    public func absolute(_ path: String) -> String {
        if path == "~" { return home }
        if path.hasPrefix("~/") { return home + path.dropFirst(1) }
        return path.hasPrefix("/") ? path : currentDirectory + "/" + path
    }
}
