// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Joins the sources, the strongest first, into one configuration.
struct ConfigMerge {
    private let sources: [ConfigSource]
    private let readings: [ConfigReading]
    private let extra: [ConfigNote]

    init(_ sources: [ConfigSource], extra: [ConfigNote] = []) {
        self.sources = sources
        self.extra = extra
        readings = sources.map { ConfigReading($0) }
    }

    /// - Throws: `HimatError` (usage) with all problems.
    func loaded() throws -> LoadedConfig {
        var config = ClusterConfig(clusterName: "")
        var origins: [String: ConfigOrigin] = [:]
        for key in ConfigSchema.keys {
            guard let found = readings.lazy.compactMap({ $0.values[key.name] }).first else { continue }
            origins[key.name] = found.origin
            if let value = found.value { key.set(&config, value) }
        }
        let checks = ConfigChecks(config, origins, sources)
        let problems = readings.flatMap(\.problems) + missing(origins) + checks.problems
        if !problems.isEmpty { throw ConfigProblems(notes: problems).error }
        let files = sources.compactMap { $0.text?.name }
        return LoadedConfig(
            config: config, warnings: extra + ownWarnings(origins) + checks.warnings, origins: origins, files: files)
    }

    /// What the sources themselves warn of; a tfvars file of which nothing is used any more has nothing to say.
    private func ownWarnings(_ origins: [String: ConfigOrigin]) -> [ConfigNote] {
        let hasYAML = sources.contains { $0.kind == .yaml }
        let usesTFVars = origins.values.contains { $0.source == .tfvars }
        return zip(sources, readings).flatMap { source, reading in
            source.kind == .tfvars && hasYAML && !usesTFVars ? [] : reading.warnings
        }
    }

    /// `cluster_name` when no source tries to set it.
    private func missing(_ origins: [String: ConfigOrigin]) -> [ConfigNote] {
        let isTried = sources.contains { $0.entries.contains { $0.key == "cluster_name" } }
        if isTried { return [] }
        let files = sources.compactMap { $0.text?.name }
        let place =
            files.isEmpty
            ? "; there is no himat.yaml here: himat-eks init writes one" : " in \(files.joined(separator: " or "))"
        return [ConfigNote(message: "cluster_name is not set\(place)")]
    }
}
