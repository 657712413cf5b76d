// SPDX-License-Identifier: MIT
import HimatCore

@testable import HimatK8s

/// The configuration most tests start from.
enum Example {
    static let cluster = ClusterIdentity(account: "123456789012", region: "us-west-2", name: "demo")

    static func config(_ flags: [String: String] = [:]) throws -> ClusterConfig {
        let environment = ProcessEnvironment(variables: [:], home: "/nowhere", currentDirectory: "/nowhere")
        var all = ["cluster_name": "demo", "cluster_region": "us-west-2", "dask_worker_count": "3"]
        all.merge(flags) { $1 }
        return try ConfigLoader(environment: environment).load(flags: all).config
    }

    static func decisions(_ change: (inout Decisions) -> Void = { _ in }) throws -> Decisions {
        var decisions = Decisions(
            storage: .volume(id: .known("vol-0123456789abcdef0"), zone: .known("us-west-2a")), nodes: .labelled,
            sourceRanges: .known([CIDR("203.0.113.7/32")].compactMap { $0 }), workerCount: .known(3),
            workerCountBasis: nil, areSourceRangesLookedUp: false, token: .later("generated once"))
        change(&decisions)
        return decisions
    }

    static func objects(_ flags: [String: String] = [:], _ change: (inout Decisions) -> Void = { _ in }) throws
        -> [KubernetesObject]
    {
        KubernetesRenderer(cluster: cluster, config: try config(flags), decisions: try decisions(change)).objects()
    }

    static func object(
        _ kind: String, _ name: String, _ flags: [String: String] = [:], _ change: (inout Decisions) -> Void = { _ in }
    ) throws -> KubernetesObject? {
        try objects(flags, change).first { $0.kindName == kind && $0.name == name }
    }
}
