// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `show NAME`: all that is remembered of one cluster; no network.
struct ClusterShow: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one cluster with its resources and history; no network is used.")

    @Argument(help: "The cluster: name, region/name or account/region/name.")
    var name: String

    @OptionGroup var output: OutputOptions

    func run(in runtime: Runtime) async throws {
        let inventory = try runtime.openInventory()
        let cluster = try one(of: try inventory.clusters(matching: name))
        let report = ClusterReport(
            cluster: cluster, resources: try inventory.resources(of: cluster.identity),
            volumes: try inventory.volumes().filter { $0.cluster == cluster.identity },
            runs: try inventory.runs(of: cluster.identity), events: try inventory.events(of: cluster.identity),
            now: runtime.clock.now())
        runtime.show(report, output)
    }

    /// - Throws: `HimatError`: not found, or usage with the candidates when the name is not enough.
    private func one(of candidates: [ClusterRecord]) throws -> ClusterRecord {
        guard let first = candidates.first else {
            throw HimatError(
                .notFound, "The inventory knows no cluster \"\(name)\"", nextStep: "himat-inventory list --all")
        }
        guard candidates.count == 1 else {
            throw HimatError(
                .usage, "\"\(name)\" may be any of \(candidates.count) clusters",
                details: candidates.map(\.identity.description),
                nextStep: "himat-inventory show \(first.identity)")
        }
        return first
    }
}
