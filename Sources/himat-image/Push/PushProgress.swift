// SPDX-License-Identifier: MIT
import HimatCore

/// What is said of a push: a line for each layer that is through, never one for each of an engine's many reports.
struct PushProgress {
    private var known: Set<String> = []
    private var through: [String: Bool] = [:]

    /// What an event is worth saying.
    mutating func take(_ event: TransferEvent) -> String? {
        guard case .layer(let layer) = event else { return nil }
        known.insert(layer.layer)
        guard through[layer.layer] == nil else { return nil }
        switch layer.status {
        case "Pushed", "Layer already exists": break
        case let status where status.hasPrefix("Mounted from"): break
        default: return nil
        }
        through[layer.layer] = true
        let what = layer.status == "Pushed" ? "pushed" : "is there already"
        return "layer \(layer.layer) \(what) (\(through.count) of \(known.count))"
    }
}
