// SPDX-License-Identifier: MIT
internal import FoundationEssentials
public import HimatSupport
internal import HimatYAML

/// Changes a setting in a configuration file of either kind; comments, order and all other bytes stay.
public struct ConfigEditor: Sendable {
    private let environment: ProcessEnvironment

    /// An editor for the files of a process.
    public init(environment: ProcessEnvironment) { self.environment = environment }

    /// Writes `key: value` into a file, in one step: whoever reads it meanwhile sees the old or the new one.
    /// - Throws: `HimatError` (usage) when there is no such file, it cannot be understood or cannot be changed without harm;
    ///   (storage) when it cannot be written.
    public func set(_ key: String, to value: ConfigValue, in path: String) throws {
        guard let source = try ConfigFile.read(path, environment) else {
            throw HimatError(
                .usage, "The configuration \(path) does not exist", nextStep: "himat-eks init writes a himat.yaml")
        }
        let edited = try Self.setting(key, to: value, in: source)
        // A symbolic link stays one: the file behind it is replaced.
        let target = URL(filePath: environment.absolute(path)).resolvingSymlinksInPath()
        do {
            let mode = try FileManager.default.attributesOfItem(atPath: target.path)[.posixPermissions]
            try Data(edited.bytes).write(to: target, options: .atomic)
            if let mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: target.path) }
        } catch {
            throw HimatError(.storage, "The configuration \(path) cannot be written", cause: error)
        }
    }

    /// The text of a file with a key set.
    /// - Throws: `HimatError` (usage) as above.
    public static func setting(_ key: String, to value: ConfigValue, in source: SourceText) throws -> SourceText {
        if ConfigFile.isTFVars(source.name) { return try TFVarsEditor.setting(key, to: value.json, in: source) }
        var editor = try YAMLEditor(source)
        try editor.set(key, to: value.json)
        return editor.source
    }
}
