// SPDX-License-Identifier: MIT

/// The himat.yaml that `himat-eks init` writes: name and region set, every other key shown with its default.
public struct InitialConfig: Sendable {
    /// The file's text.
    public let text: String

    /// Writes a file for a cluster.
    public init(clusterName: String, region: String) {
        let set: [String: ConfigValue] = ["cluster_name": .string(clusterName), "cluster_region": .string(region)]
        let lines = ConfigSchema.keys.map { key in
            ConfigDocument.Line(key: key, value: set[key.name], comments: [ConfigReference.sentence(key)])
        }
        let heading = [
            "The configuration of the cluster \(clusterName): read by himat-eks and himat-k8s.",
            "Take the # off a key to change it. Values may also come from HIMAT_<KEY> and from flags, which win.",
        ]
        text = ConfigDocument(heading: heading, lines: lines).text
    }
}
