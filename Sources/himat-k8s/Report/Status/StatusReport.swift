// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// What runs: nodes, pods, workers, versions, links. Each part stands for itself; one that is missing says why.
struct StatusReport: Sendable {
    let cluster: ClusterIdentity
    let namespace: String
    let moment: Date
    var nodes: Answer<[NodeSummary]>
    var pods: Answer<[PodSummary]>
    /// Pods asked for, by Deployment.
    var wanted: Answer<[String: Int]>
    /// Nil = not deployed.
    var links: Answer<[String: String]?>
    /// Nil = not asked.
    var workers: Answer<WorkerLoad>?
    var versions: [RoleVersions]
    /// Whether every node and pod is listed.
    var listsAll = false
    /// Why what is shown may be old.
    var outage: String?

    /// The roles in the order shown, and the Deployment behind each.
    static let roles: [(role: String, workload: String)] = [
        (Workload.Role.notebook.rawValue, Jupyter.name), (Workload.Role.scheduler.rawValue, DaskScheduler.name),
        (Workload.Role.worker.rawValue, DaskWorkers.name),
    ]

    /// The roles that have pods or are to have some.
    var presentRoles: [(role: String, workload: String)] {
        let others = Set((pods.value ?? []).map(\.role)).subtracting(Self.roles.map(\.role)).sorted()
        let present = Self.roles.filter { role in
            wanted.value?[role.workload] != nil || pods.value?.contains { $0.role == role.role } == true
        }
        return present + others.map { ($0, "") }
    }

    func pods(_ role: String) -> [PodSummary] { (pods.value ?? []).filter { $0.role == role } }

    /// Whether nothing of stage two was found, though it was looked for.
    var isAbsent: Bool { wanted.value?.isEmpty == true && pods.value?.isEmpty == true }

    /// What could not be read, and why.
    var missing: [(about: String, reason: String)] {
        var list = [
            ("nodes", nodes.reason), ("pods", pods.reason), ("replicas", wanted.reason), ("links", links.reason),
            ("workers", workers?.reason),
        ]
        list += versions.map { ("versions of \($0.pod ?? $0.role)", $0.answer.reason) }
        return list.compactMap { about, reason in reason.map { (about, $0) } }
    }
}
