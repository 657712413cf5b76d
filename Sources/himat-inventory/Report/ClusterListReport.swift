// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// The clusters, one a line.
struct ClusterListReport: Displayable {
    let clusters: [ClusterRecord]
    let now: Date

    var document: JSONValue { .array(clusters.map(\.document)) }

    func text(_ palette: Palette) -> String {
        guard !clusters.isEmpty else { return "No clusters are known.\n" }
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
