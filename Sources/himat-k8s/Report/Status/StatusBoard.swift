// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// What several watches have told so far, put together into one report, and what each event changed in words.
actor StatusBoard {
    private var nodes: [String: NodeSummary]?
    private var pods: [String: PodSummary]?
    private var wanted: [String: Int]?
    private var links: Answer<[String: String]?> = .given(nil)
    private var workers: Answer<WorkerLoad>?
    private var versions: [RoleVersions] = []
    private var refusals: [String: String] = [:]
    private var outages: [String: String] = [:]

    private let changed: AsyncStream<Void>.Continuation
    private let podsChanged: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - changed: told of every change.
    ///   - podsChanged: told when pods came, went or became ready.
    init(changed: AsyncStream<Void>.Continuation, podsChanged: AsyncStream<Void>.Continuation) {
        self.changed = changed
        self.podsChanged = podsChanged
    }

    /// Whether every watch has told once what there is, or why it cannot.
    var isComplete: Bool {
        (nodes != nil || refusals["nodes"] != nil) && (pods != nil || refusals["pods"] != nil)
            && (wanted != nil || refusals["deployments"] != nil)
    }

    var presentPods: [PodSummary] { Array((pods ?? [:]).values) }

    func report(_ reader: StatusReader, listsAll: Bool) -> StatusReport {
        func answer<Value: Sendable>(_ value: Value?, _ kind: String) -> Answer<Value> {
            value.map { .given($0) } ?? .missing(refusals[kind] ?? "not read yet")
        }
        var report = StatusReport(
            cluster: reader.layer.cluster, namespace: reader.layer.config.namespace,
            moment: reader.layer.runtime.clock.now(), nodes: answer(nodes.map { Array($0.values) }, "nodes"),
            pods: answer(pods.map { $0.values.sorted { $0.name < $1.name } }, "pods"),
            wanted: answer(wanted, "deployments"), links: links, workers: workers, versions: versions)
        report.listsAll = listsAll
        report.outage = outages.min { $0.key < $1.key }.map {
            "the API server does not answer: \($0.value); trying again"
        }
        return report
    }

    // MARK: - What watches tell

    func takeNode(_ event: WatchEvent) -> [StatusChange] {
        tell(Self.merge(event, into: &nodes, kind: "node", make: NodeSummary.init) { $0.words })
    }

    func takePod(_ event: WatchEvent) -> [StatusChange] {
        let changes = Self.merge(event, into: &pods, kind: "pod", make: PodSummary.init) { pod in
            pod.words + (pod.restarts == 0 ? "" : ", \(Words.count(pod.restarts, "restart"))")
        }
        if !changes.isEmpty { podsChanged.yield() }
        return tell(changes)
    }

    func takeDeployment(_ event: WatchEvent) -> [StatusChange] {
        tell(
            Self.merge(event, into: &wanted, kind: "deployment", make: { $0.spec["replicas"]?.int ?? 1 }) {
                "\(Words.count($0, "pod")) asked for"
            })
    }

    func takeOutputs(_ event: WatchEvent) -> [StatusChange] {
        switch event {
        case .listed(let objects): links = .given(objects.first.map(StatusReader.links))
        case .added(let object), .modified(let object): links = .given(StatusReader.links(object))
        case .deleted: links = .given(nil)
        }
        changed.yield()
        return []
    }

    // MARK: - What is asked beside them

    func take(_ load: Answer<WorkerLoad>?) -> [StatusChange] {
        let before = workers?.value?.workers.count
        workers = load
        changed.yield()
        guard let count = load?.value?.workers.count, count != before else { return [] }
        return [
            StatusChange(kind: "scheduler", name: "dask-scheduler", words: "counts \(Words.count(count, "worker"))")
        ]
    }

    func take(_ found: [RoleVersions]) -> [StatusChange] {
        let known = versions.differences
        versions = found
        changed.yield()
        return found.differences.filter { !known.contains($0) }
            .map { StatusChange(kind: "versions", name: "python", words: $0) }
    }

    // MARK: - What goes wrong

    func refuse(_ kind: String, _ reason: String) {
        refusals[kind] = reason
        changed.yield()
    }

    /// The server went away for the watch of a kind, or with nil came back.
    func note(_ outage: String?, for kind: String) -> [StatusChange] {
        let before = outages.isEmpty
        outages[kind] = outage
        guard before != outages.isEmpty else { return [] }
        return tell([
            StatusChange(kind: "server", name: "api", words: outage.map { "does not answer: \($0)" } ?? "answers again")
        ])
    }

    private func tell(_ changes: [StatusChange]) -> [StatusChange] {
        changed.yield()
        return changes
    }

    /// Brings the kept values up to an event; a list that comes first is no change.
    private static func merge<Value: Sendable & Equatable>(
        _ event: WatchEvent, into kept: inout [String: Value]?, kind: String, make: (KubernetesObject) -> Value,
        words: (Value) -> String
    ) -> [StatusChange] {
        var next = kept ?? [:]
        switch event {
        case .listed(let objects): next = Dictionary(objects.map { ($0.name, make($0)) }) { $1 }
        case .added(let object), .modified(let object): next[object.name] = make(object)
        case .deleted(let object): next[object.name] = nil
        }
        defer { kept = next }
        guard let before = kept else { return [] }
        let names = event.object.map { [$0.name] } ?? Set(before.keys).union(next.keys).sorted()
        return names.compactMap { name in
            let (old, new) = (before[name].map(words), next[name].map(words))
            return old == new ? nil : StatusChange(kind: kind, name: name, words: new ?? "gone")
        }
    }
}

/// One change, as a line tells it.
struct StatusChange: Sendable, Equatable {
    let kind: String
    let name: String
    let words: String
}
