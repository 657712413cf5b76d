// SPDX-License-Identifier: MIT
import HimatCore

/// Reads the status: one list of each kind, all at once; then the scheduler and the pods themselves.
struct StatusReader: Sendable {
    let layer: KubernetesLayer

    /// How long a pod may take to say its versions.
    private static let execLimit = Duration.seconds(15)

    private var client: KubernetesClient { layer.client }
    private var namespace: String { layer.config.namespace }
    var selector: ObjectSelector { .labels(ObjectNames.labels(cluster: layer.cluster.name)) }

    /// - Throws: `HimatError` when nothing could be read at all.
    func report() async throws -> StatusReport {
        let report = try await reportOfWhatAnswers()
        guard report.nodes.value == nil, report.pods.value == nil, report.wanted.value == nil else { return report }
        // Nothing to show: then the error itself is the answer.
        _ = try await client.list(.pod, namespace: namespace, selector) { _ in true }
        return report
    }

    /// The same, even when there is nothing to show.
    func reportOfWhatAnswers() async throws -> StatusReport {
        async let nodes = Answer.asking { try await client.list(.node) { NodeSummary($0) }.values }
        async let pods = Answer.asking {
            try await client.list(.pod, namespace: namespace, selector) { PodSummary($0) }.values
        }
        async let wanted = Answer.asking { try await replicas() }
        async let links = Answer.asking { try await self.links() }
        async let workers = workers()
        let found = try await pods
        async let versions = versions(of: found.value ?? [])
        return StatusReport(
            cluster: layer.cluster, namespace: namespace, moment: layer.runtime.clock.now(), nodes: try await nodes,
            pods: found, wanted: try await wanted, links: try await links, workers: try await workers,
            versions: try await versions)
    }

    /// Pods asked for, by Deployment.
    private func replicas() async throws -> [String: Int] {
        let found = try await client.list(.deployment, namespace: namespace, selector) { object in
            (object.name, object.spec["replicas"]?.int ?? 1)
        }
        return Dictionary(found.values) { $1 }
    }

    /// What the last apply left for others to read; nil before the first.
    func links() async throws -> [String: String]? {
        let reference = ObjectReference(.configMap, ObjectNames.outputs, namespace: namespace)
        return try await client.get(reference).map(Self.links)
    }

    static func links(_ outputs: KubernetesObject) -> [String: String] {
        outputs.texts.filter { ["jupyter_url", "dask_url"].contains($0.key) }
    }

    /// The workers as the scheduler counts them; nil when there is no way to it yet.
    func workers() async throws -> Answer<WorkerLoad>? {
        let answer = try await Answer.asking { () -> WorkerLoad? in
            guard let scheduler = try await layer.scheduler() else { return nil }
            return WorkerLoad(workers: try await scheduler.workers())
        }
        switch answer {
        case .given(let load): return load.map { .given($0) }
        case .missing(let reason): return .missing(reason)
        }
    }

    /// What one ready pod of each role and image has installed.
    func versions(of pods: [PodSummary]) async throws -> [RoleVersions] {
        let samples = Self.samples(of: pods)
        return try await withThrowingTaskGroup(of: (Int, RoleVersions).self) { group in
            for (index, pod) in samples.enumerated() {
                group.addTask {
                    let answer = try await Answer.asking {
                        try PackageVersions(
                            try await client.exec(
                                PackageVersions.command,
                                in: ObjectReference(.pod, pod.name, namespace: namespace), container: pod.workload,
                                deadline: Self.execLimit))
                    }
                    return (index, RoleVersions(role: pod.role, pod: pod.name, answer: answer))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// The pods that are asked: of each role one for each image that runs, three at most.
    static func samples(of pods: [PodSummary]) -> [PodSummary] {
        StatusReport.roles.flatMap { role, _ in
            var digests: Set<String> = []
            return pods.filter { $0.role == role && $0.isReady }.sorted { $0.name < $1.name }
                .filter { digests.insert($0.digest ?? "").inserted }.prefix(3)
        }
    }
}
