// SPDX-License-Identifier: MIT

/// One key of the configuration: its name, type, meaning, and the property of `ClusterConfig` it fills.
public struct ConfigKey: Sendable {
    /// The parts of the reference.
    public enum Section: String, Sendable, CaseIterable {
        case cluster = "Cluster"
        case nodes = "Nodes (changes affect the cost)"
        case workers = "Dask workers"
        case stable = "Scheduler and notebook (both must fit on the stable node)"
        case network = "Network and access"
        case data = "Data"
        case files = "Files"
    }

    /// Which of the two stages reads the key.
    public enum Layer: String, Sendable {
        case eks = "himat-eks"
        case kubernetes = "himat-k8s"
        case both = "both"
    }

    /// The name in snake case, as files write it.
    public let name: String
    /// What the value may be.
    public let type: ConfigType
    /// Where the reference lists it.
    public let section: Section
    /// Which stage reads it.
    public let layer: Layer
    /// What it does, in a sentence or two.
    public let about: String
    /// What holds when it is not set and `ClusterConfig` has no value for that.
    let unset: String
    let get: @Sendable (ClusterConfig) -> ConfigValue?
    let set: @Sendable (inout ClusterConfig, ConfigValue) -> Void

    /// Whether there is no default.
    public var isRequired: Bool { name == "cluster_name" }
    /// Whether its value is shown to nobody.
    public var isSecret: Bool { if case .string(.passwordHash) = type { true } else { false } }
    /// The command line's spelling, `--spot-node-count`.
    public var flagName: String { "--" + String(name.map { $0 == "_" ? "-" : $0 }) }
    /// The environment's spelling, `HIMAT_SPOT_NODE_COUNT`.
    public var environmentName: String { "HIMAT_" + name.uppercased() }

    /// The value a configuration has for this key; nil when it has none.
    public func value(in config: ClusterConfig) -> ConfigValue? { get(config) }
    /// The value when nothing sets the key; nil for none.
    public var defaultValue: ConfigValue? { isRequired ? nil : get(ClusterConfig(clusterName: "")) }
}

extension ConfigKey {
    /// Where a key stands in the reference and what it says there.
    struct Description {
        var section: Section
        var layer: Layer
        var about: String
        var unset = "none"

        init(_ section: Section, _ layer: Layer, _ about: String, unset: String = "none") {
            self.section = section
            self.layer = layer
            self.about = about
            self.unset = unset
        }
    }

    init(
        _ name: String, _ type: ConfigType, _ description: Description,
        get: @escaping @Sendable (ClusterConfig) -> ConfigValue?,
        set: @escaping @Sendable (inout ClusterConfig, ConfigValue) -> Void
    ) {
        self.name = name
        self.type = type
        section = description.section
        layer = description.layer
        about = description.about
        unset = description.unset
        self.get = get
        self.set = set
    }
}
