// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// The clusters, one a line; for people also the volumes that were kept and still cost.
struct ClusterListReport: Displayable {
    let clusters: [ClusterRecord]
    let retained: [VolumeRecord]
    let now: Date

    var document: JSONValue { .array(clusters.map(\.document)) }

    func text(_ palette: Palette) -> String {
        (clusters.isEmpty ? "No clusters are known.\n" : table()) + retained.map(line).joined()
    }

    private func line(_ volume: VolumeRecord) -> String {
        let size = volume.gib.map { ", \($0) GiB" } ?? ""
        return "kept volume \(volume.id) of \(volume.cluster.name) (\(volume.zone ?? volume.cluster.region)\(size))\n"
    }

    private func table() -> String {
        let hasAccounts = Set(clusters.map(\.identity.account)).count > 1
        var table = Table(
            (hasAccounts ? ["account"] : [])
                + ["name", "region", "version", "nodes", "state", "age", "jupyter_url", "dask_url", "last seen"])
        for cluster in clusters {
            let facts = cluster.facts
            table.add(
                (hasAccounts ? [cluster.identity.account] : []) + [
                    cluster.identity.name, cluster.identity.region, facts.version ?? "-", cluster.nodes,
                    facts.state ?? "-", facts.createdAt.map { Elapsed.text(from: $0, to: now) } ?? "-",
                    facts.jupyterURL ?? "-", facts.daskURL ?? "-",
                    Elapsed.text(from: cluster.lastSeen, to: now) + " ago",
                ])
        }
        return table.text()
    }
}
