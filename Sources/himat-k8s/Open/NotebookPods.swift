// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Which pod runs the notebook right now, kept up to date by a watch; says when it goes and when the next one is there.
final class NotebookPods: Sendable {
    private struct State: Sendable {
        var pods: [String: KubernetesObject] = [:]
        var current: ObjectReference?
        var reason = "looking for the pod"
        /// The pod that was ready before, once it has gone.
        var lost: String?
        var isAway = false
    }

    private let target: Target
    private let clock: any WallClock
    private let tell: @Sendable (String) -> Void
    private let state = Lock(State())

    /// - Parameter tell: takes a line for the user.
    init(_ target: Target, clock: any WallClock, tell: @escaping @Sendable (String) -> Void) {
        self.target = target
        self.clock = clock
        self.tell = tell
    }

    /// The pod that is ready, if there is one.
    var current: ObjectReference? { state.withLock(\.current) }
    /// Why there is none.
    var reason: String { state.withLock(\.reason) }

    /// Waits for a pod that is ready; nil when there is none in time.
    func ready(within limit: Duration) async throws -> ObjectReference? {
        let end = clock.now().addingTimeInterval(limit / .seconds(1))
        while true {
            if let pod = current { return pod }
            guard clock.now() < end else { return nil }
            try await clock.sleep(for: .milliseconds(50))
        }
    }

    /// Follows the pods until cancelled. An API server that is away is asked again and again; only a refusal ends it.
    func follow() async throws {
        let labels = ObjectNames.labels(cluster: target.cluster.name, workload: Jupyter.name)
        while true {
            do {
                let watch = target.client.watch(.pod, namespace: target.namespace, .labels(labels), until: nil)
                for try await event in watch { take(event) }
            } catch let error as HimatError where Self.mayPass(error) {
                missed(error)
                try await clock.sleep(for: .seconds(2))
            }
        }
    }

    private static func mayPass(_ error: HimatError) -> Bool {
        [.network, .timedOut, .throttled, .service, .credentials].contains(error.code)
    }

    private func missed(_ error: HimatError) {
        let isNew = state.withLock { state in
            defer { state.isAway = true }
            state.reason = error.message
            return !state.isAway
        }
        if isNew { tell("the cluster does not answer, trying again: \(error.message)") }
    }

    private func take(_ event: WatchEvent) {
        let lines = state.withLock { state in
            switch event {
            case .listed(let pods): state.pods = Dictionary(pods.map { ($0.uid, $0) }, uniquingKeysWith: { $1 })
            case .added(let pod), .modified(let pod): state.pods[pod.uid] = pod
            case .deleted(let pod): state.pods[pod.uid] = nil
            }
            let wasAway = state.isAway
            state.isAway = false
            return (wasAway ? ["the cluster answers again"] : []) + Self.settle(&state)
        }
        for line in lines { tell(line) }
    }

    /// Chooses the pod anew; gives the lines that say what changed.
    private static func settle(_ state: inout State) -> [String] {
        let ready = state.pods.values.filter { !$0.isTerminating && PodTrouble($0) == nil }
        let newest = ready.max { ($0.createdAt ?? .distantPast, $0.uid) < ($1.createdAt ?? .distantPast, $1.uid) }
        let next = newest.map { ObjectReference(.pod, $0.name, namespace: $0.namespace) }
        let before = state.current
        state.current = next
        if let next {
            defer { state.lost = nil }
            return before == next || (before ?? nil) == nil && state.lost == nil
                ? [] : ["connected again: pod \(next.name)"]
        }
        let reason = why(state)
        defer { state.reason = reason }
        if let before {
            state.lost = before.name
            return ["pod \(before.name) gone, waiting: \(reason)"]
        }
        return reason == state.reason ? [] : ["waiting: \(reason)"]
    }

    private static func why(_ state: State) -> String {
        let next = state.pods.values.filter { !$0.isTerminating }.max {
            $0.createdAt ?? .distantPast < $1.createdAt ?? .distantPast
        }
        guard let next else { return "there is no pod of the notebook yet" }
        return "pod \(next.name): \(PodTrouble(next)?.words ?? "ready")"
    }
}
