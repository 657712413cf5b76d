// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The state of one layer on its way to or from a registry.
public struct LayerTransfer: Sendable, Equatable {
    /// The layer's short id.
    public let layer: String
    /// The engine's word: `Pushing`, `Pushed`, `Layer already exists`, `Downloading` …
    public let status: String
    /// The bytes done, where the engine says them.
    public let current: Int?
    /// The bytes of the whole, where the engine says them.
    public let total: Int?

    /// Describes a state.
    public init(layer: String, status: String, current: Int? = nil, total: Int? = nil) {
        self.layer = layer
        self.status = status
        self.current = current
        self.total = total
    }

    /// Reads a line of an engine's stream; nil when it is about no layer.
    init?(_ line: JSONValue) {
        guard let layer = line["id"]?.string, let status = line["status"]?.string else { return nil }
        self.init(
            layer: layer.harmless, status: status.harmless, current: line.at("progressDetail", "current")?.int,
            total: line.at("progressDetail", "total")?.int)
    }
}
