// SPDX-License-Identifier: MIT
import HimatCore

/// Why pods of a workload find no place: which resource is short, on how many nodes, and what would fit.
struct Shortage: Sendable {
    let workload: Workload
    /// `spot`, `stable`, or nothing where any node will do.
    let kind: String
    /// What is left on each node that takes pods, and what an empty one would give.
    private let free: [Room]
    private let whole: [Room]
    /// How many nodes are to join; nil = unknown.
    let expected: Int?

    /// - Parameters:
    ///   - nodes: the nodes it may be put on, ready ones only.
    ///   - pods: every pod of the cluster.
    init(
        of workload: Workload, kind: String, on nodes: [KubernetesObject], beside pods: [KubernetesObject],
        expected: Int?
    ) {
        self.workload = workload
        self.kind = kind
        self.expected = expected
        free = nodes.map { Room(of: $0, beside: pods) }
        whole = nodes.map { node in
            Room(of: node, beside: pods.filter { Self.isDaemon($0) })
        }
    }

    private var resources: Workload.Resources { workload.resources }
    private var bytes: Int { resources.megabytes * 1_000_000 }
    private var nodes: String { "\(kind.isEmpty ? "" : kind + " ")node\(free.count == 1 ? "" : "s")" }

    /// How many nodes have joined, and of how many.
    var joined: String { "\(free.count)\(expected.map { " of \($0)" } ?? "") \(nodes)" }

    /// What is short where, e.g. `memory is short on 3 of 3 spot nodes: 10000M asked, at most 7100M free`; nil when room is not what is lacking.
    var words: String? {
        guard !free.isEmpty else { return "no \(kind.isEmpty ? "" : kind + " ")node has joined yet" }
        let short = [
            lack("memory", "\(resources.megabytes)M", free.map { ($0.bytes < bytes, max(0, $0.bytes)) }) {
                "\($0 / 1_000_000)M"
            },
            lack("cpu", "\(resources.milliCPU)m", free.map { ($0.milliCPU < resources.milliCPU, max(0, $0.milliCPU)) })
            {
                "\($0)m"
            },
            lack("the number of pods", "1", free.map { ($0.pods < 1, max(0, $0.pods)) }) { "\($0)" },
        ].compactMap { $0 }
        return short.isEmpty ? nil : short.joined(separator: "; ")
    }

    /// Whether not even an empty node would take it, so that waiting helps only if other machines come.
    var isTooLarge: Bool {
        !whole.isEmpty && whole.allSatisfy { $0.bytes < bytes || $0.milliCPU < resources.milliCPU }
    }

    /// What would fit, in the configuration's own keys.
    var remedy: String {
        guard !free.isEmpty else { return "look at the nodes: himat-eks status, himat-k8s status" }
        let rooms = isTooLarge ? whole : free
        let best = rooms.max { ($0.bytes, $0.milliCPU) < ($1.bytes, $1.milliCPU) }
        let size =
            "\(key)_mb_ram up to \(max(0, (best?.bytes ?? 0) / 1_000_000)) and "
            + "\(key)_milli_cpu up to \(max(0, best?.milliCPU ?? 0)) would fit"
        guard workload.role == .worker else { return "\(size), or choose a larger stable_instance_type" }
        return isTooLarge
            ? "\(size), or choose a larger spot_instance_type"
            : "\(size); or fewer workers, or a larger spot_node_count"
    }

    private var key: String {
        switch workload.role {
        case .notebook: "jupyter"
        case .scheduler: "dask_scheduler"
        case .worker: "dask_worker"
        }
    }

    private func lack(
        _ name: String, _ asked: String, _ nodes: [(isShort: Bool, free: Int)], _ text: (Int) -> String
    ) -> String? {
        let short = nodes.filter(\.isShort).count
        guard short > 0 else { return nil }
        let most = nodes.map(\.free).max() ?? 0
        return
            "\(name) is short on \(short) of \(nodes.count) \(self.nodes): \(asked) asked, at most \(text(most)) free"
    }

    /// What would run on an empty node too.
    private static func isDaemon(_ pod: KubernetesObject) -> Bool {
        (pod.json.at("metadata", "ownerReferences")?.array ?? []).contains { $0["kind"]?.string == "DaemonSet" }
    }
}
