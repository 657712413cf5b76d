// SPDX-License-Identifier: MIT
public import HimatSupport

/// The himat.yaml that `himat-eks init --from terraform.tfvars` writes: it runs today, and each value that had to change is
/// commented with the old one and the reason.
public struct MigratedConfig: Sendable {
    /// The file's text.
    public let text: String
    /// What was changed, a line each, for the user to read.
    public let changes: [String]
    /// What the old file made HiMAT say.
    public let warnings: [ConfigNote]

    /// EKS only ever drops versions, so whatever is older than this is gone for good; the list of EKS decides on others.
    private static let oldestMinor = 31

    /// Translates a file.
    /// - Parameter versions: what EKS offers, when it could be asked.
    /// - Throws: `HimatError` (usage) that shows all problems of the old file at once.
    public init(from source: SourceText, versions: SupportedVersions? = nil) throws {
        let file = try ConfigFile.source(source)
        let loaded = try ConfigMerge([file]).loaded()
        let findings = ConfigFindings(loaded, versions: versions)
        var lines: [ConfigDocument.Line] = []
        var changes: [String] = []
        for key in ConfigSchema.keys {
            guard let old = loaded.origins[key.name] == nil ? nil : key.get(loaded.config) else { continue }
            var line = ConfigDocument.Line(key: key, value: old, comments: [])
            if let change = Self.change(key.name, loaded.config, findings, versions) {
                line = ConfigDocument.Line(
                    key: key, value: change.value, comments: ["was \(Self.shown(old)): \(change.reason)"])
                changes.append("\(key.name): \(Self.shown(old)) -> \(Self.shown(change.value)): \(change.reason)")
            } else if let former = Self.formerName(of: key.name, in: file) {
                line.comments = ["was called \(former)"]
                changes.append("\(former) is called \(key.name) now")
            }
            lines.append(line)
        }
        if loaded.origins["s3_buckets"] == nil, let key = ConfigSchema.key("s3_buckets") {
            let reason =
                "new: the nodes of the old recipe could read and write every bucket; name those you need, e.g. [my-data, my-results:rw]"
            lines.append(
                ConfigDocument.Line(key: key, value: .list([]), comments: [reason + ". Public buckets need no entry."]))
            changes.append("s3_buckets is \(reason)")
        }
        for entry in file.entries where RetiredKeys.replacements[entry.key] == "" {
            changes.append("\(entry.key) is left out: \(RetiredKeys.reason(entry.key))")
        }
        text =
            ConfigDocument(
                heading: ["Made from \(source.name) by himat-eks init. All keys and defaults: README, Configuration."],
                lines: lines
            ).text
        self.changes = changes
        warnings = loaded.warnings
    }

    private static func change(
        _ key: String, _ config: ClusterConfig, _ findings: ConfigFindings, _ versions: SupportedVersions?
    ) -> (value: ConfigValue, reason: String)? {
        switch key {
        case "cluster_version":
            guard isGone(config.clusterVersion, versions) else { return nil }
            return (.string("latest"), "EKS no longer offers it; latest is decided at creation and then kept")
        case "worker_image":
            guard RetiredImages.reason(config.workerImage) != nil else { return nil }
            return (
                .string(ClusterConfig(clusterName: "").workerImage),
                "an image of 2018 (Python 3.6) without what JupyterLab and Dask need today; himat-image use names your own"
            )
        case "dask_worker_count":
            guard let fit = findings.workersThatFit, let count = config.daskWorkerCount, count > fit else { return nil }
            return (.auto, "about \(fit) fit on \(config.spotNodeCount) nodes; auto fills whatever nodes there are")
        default: return nil
        }
    }

    private static func isGone(_ version: String, _ versions: SupportedVersions?) -> Bool {
        if version == "latest" { return false }
        if let versions { return !versions.standard.contains(version) }
        return version.split(separator: ".").last.flatMap { Int($0) } ?? 0 < oldestMinor
    }

    private static func formerName(of key: String, in file: ConfigSource) -> String? {
        file.entries.contains { $0.key == key }
            ? nil : file.entries.first { RetiredKeys.replacements[$0.key] == key }?.key
    }

    private static func shown(_ value: ConfigValue) -> String {
        value.json.string ?? value.json.rendered()
    }
}
