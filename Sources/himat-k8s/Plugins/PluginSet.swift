// SPDX-License-Identifier: MIT
import HimatCore
import Logging

/// The plug-ins of a configuration. Whatever a command needs of them, each runs at most once in it, so that a plan is what apply does.
struct PluginSet: Sendable {
    let files: [PluginFile]
    let runtime: Runtime
    let allowed: [String]
    let limits: PluginLimits
    private let runs = SharedReads()

    init(_ loaded: LoadedConfig, _ options: KubernetesOptions, _ runtime: Runtime) throws {
        files = try PluginFile.all(in: loaded, runtime.environment)
        self.runtime = runtime
        allowed = options.allowPlugin
        var limits = PluginLimits()
        if let time = options.pluginTimeout { limits.time = time.duration }
        self.limits = limits
    }

    /// What they ask for beside the given objects, in the configuration's order.
    /// - Throws: `HimatError`: not approved (preflight refused), timed out, or malformed.
    func objects(beside own: [KubernetesObject], _ config: ClusterConfig) async throws -> [PluginObject] {
        guard !files.isEmpty || !allowed.isEmpty else { return [] }
        return try await runs.once("objects") {
            let programs = try files.map(PluginProgram.init)
            try await PluginConsent(runtime: runtime, allowed: allowed).require(programs)
            return try await run(programs, PluginInput(own, config))
        }
    }

    /// Whether each could be read; what they hold is not looked at.
    func problems() -> [HimatError] {
        files.compactMap { file in
            do {
                _ = try PluginProgram(file)
                return nil
            } catch {
                return error as? HimatError ?? HimatError(.storage, "The plug-in \(file.name)", cause: error)
            }
        }
    }

    private func run(_ programs: [PluginProgram], _ input: PluginInput) async throws -> [PluginObject] {
        let answers = try await withThrowingTaskGroup(of: (Int, PluginAnswer).self) { group in
            for (index, program) in programs.enumerated() {
                group.addTask { (index, try await answer(program, input)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var objects: [PluginObject] = []
        for (index, program) in programs.enumerated() {
            guard let answer = answers[index] else { continue }
            for warning in answer.warnings { runtime.warn("\(program.name): \(warning)") }
            let rules = PluginRules(
                plugin: program.name, cluster: input.config.clusterName, namespace: input.config.namespace,
                given: input.items, limits: limits)
            for object in try rules.objects(answer.items) {
                if let other = objects.first(where: { $0.reference == object.reference }) {
                    throw PluginFault(program.name, "asks for \(object.reference), as \(other.plugin) does").error
                }
                objects.append(object)
            }
        }
        return objects
    }

    private func answer(_ program: PluginProgram, _ input: PluginInput) async throws -> PluginAnswer {
        let process = PluginProcess(
            program: program, environment: runtime.environment, clock: runtime.clock, limits: limits)
        let writing = try await process.run(input.document(for: program.name))
        for line in writing.words.split(whereSeparator: \.isNewline) {
            runtime.logger.debug("\(program.name): \(String(line).harmless)")
        }
        return try PluginAnswer(writing, of: program.name)
    }
}
