// SPDX-License-Identifier: MIT
public import FoundationEssentials

/// What one run learned of a cluster; nil leaves what the inventory knows, an empty text clears it.
public struct ClusterFacts: Sendable, Equatable {
    /// `ready`, `hibernated`, `destroyed` or another word of the layer's.
    public var state: String?
    /// The Kubernetes version.
    public var version: String?
    /// How many stable nodes are asked for.
    public var stableNodes: Int?
    /// How many spot nodes are asked for.
    public var spotNodes: Int?
    /// The API server's URL.
    public var endpoint: String?
    /// The notebook's link, without token.
    public var jupyterURL: String?
    /// The dashboard's link, without token.
    public var daskURL: String?
    /// A hash of the configuration that was applied.
    public var configDigest: String?
    /// When the cluster was made.
    public var createdAt: Date?
    /// The image that notebook, scheduler and workers run.
    public var workerImage: String?

    /// Builds facts.
    public init(
        state: String? = nil, version: String? = nil, stableNodes: Int? = nil, spotNodes: Int? = nil,
        endpoint: String? = nil, jupyterURL: String? = nil, daskURL: String? = nil, configDigest: String? = nil,
        createdAt: Date? = nil, workerImage: String? = nil
    ) {
        self.state = state
        self.version = version
        self.stableNodes = stableNodes
        self.spotNodes = spotNodes
        self.endpoint = endpoint
        self.jupyterURL = jupyterURL
        self.daskURL = daskURL
        self.configDigest = configDigest
        self.createdAt = createdAt
        self.workerImage = workerImage
    }
}
