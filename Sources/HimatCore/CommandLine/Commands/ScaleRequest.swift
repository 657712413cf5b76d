// SPDX-License-Identifier: MIT
public import HimatConfig
internal import HimatSupport

/// What `scale` does in either layer: one setting written into the configuration, comments kept, and an apply.
///
/// The file is written once the plan is accepted, so a `no` leaves it as it was.
public struct ScaleRequest: Sendable {
    /// The setting.
    public var key: String
    /// Its new value.
    public var value: ConfigValue
    /// Whether `--yes` was given.
    public var isApproved: Bool
    /// Shows what would be done and writes nothing.
    public var isDryRun: Bool

    /// Builds a request.
    public init(_ key: String, to value: ConfigValue, isApproved: Bool, isDryRun: Bool) {
        self.key = key
        self.value = value
        self.isApproved = isApproved
        self.isDryRun = isDryRun
    }

    private var text: String {
        switch value {
        case .integer(let number): String(number)
        case .string(let text): text
        default: "auto"
        }
    }

    /// Plans with the new value, asks, writes it, carries the plan out.
    /// - Throws: `HimatError` (usage) when something stronger than the file sets it, or there is no file.
    public func run<L: Layer>(
        _ type: L.Type, _ options: L.Options, _ global: GlobalOptions, refresh: Set<String> = [], _ runtime: Runtime
    ) async throws {
        let flags = Dictionary(global.overrides.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        let loaded = try ConfigLoader(environment: runtime.environment).load(
            flags: flags, flagNames: global.flagNames, path: global.config)
        let origin = loaded.origin(key)
        if origin.source == .flag || origin.source == .environment {
            throw HimatError(
                .usage, "\(key) is set by \(origin), which would win over the file",
                nextStep: "take it away, then \(L.command) scale \(text)")
        }
        var changed = global
        if let setting = Setting(argument: "\(key)=\(text)") { changed.settings.append(setting) }
        if isDryRun {
            let request = LayerRequest(verb: .plan, global: changed, refresh: refresh)
            return try await PlanRequest().run(type, options, request, runtime)
        }
        guard !loaded.files.isEmpty else {
            throw HimatError(
                .usage, "There is no configuration file to write the number into",
                nextStep: "himat-eks init, or \(L.command) apply --set \(key)=\(text)")
        }
        let file = loaded.editableFile
        let (editor, name, value, words) = (ConfigEditor(environment: runtime.environment), key, value, text)
        let write: @Sendable () throws -> Void = {
            try editor.set(name, to: value, in: file)
            runtime.standardError.write("\(file): \(name) is \(words) now\n")
        }
        var apply = ApplyRequest(isApproved: isApproved)
        apply.whenAccepted = write
        try await apply.run(type, options, LayerRequest(verb: .apply, global: changed, refresh: refresh), runtime)
    }
}
