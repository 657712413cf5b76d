// SPDX-License-Identifier: MIT
import HimatCore

/// The pods whose logs are asked for.
struct LogSource: Sendable {
    let layer: KubernetesLayer
    let role: LogRole?
    let pod: String?

    var client: KubernetesClient { layer.client }
    var clock: any WallClock { layer.runtime.clock }
    var namespace: String { layer.config.namespace }
    /// What is asked for, in words.
    var words: String { pod.map { "pod \($0)" } ?? role.map { "\($0.rawValue) pod" } ?? "pod" }

    var selector: ObjectSelector {
        var labels = ObjectNames.labels(cluster: layer.cluster.name)
        if let role { labels["app.kubernetes.io/name"] = role.workload }
        var selector = ObjectSelector.labels(labels)
        selector.fields = pod.map { "metadata.name=\($0)" }
        return selector
    }

    /// The pods there are, by name.
    func pods() async throws -> [LogPod] {
        let found = try await client.list(.pod, namespace: namespace, selector) { LogPod($0) }
        return found.values.sorted { $0.reference.name < $1.reference.name }
    }

    /// No pods are an error, unless they are followed and will come.
    func refuseUnlessExpected(isFollowing: Bool) async throws {
        let none = "\(layer.cluster) has no \(words) in the namespace \(namespace)"
        if pod != nil { throw HimatError(.notFound, none, nextStep: "himat-k8s status --all lists the pods") }
        let deployments = try await client.list(
            .deployment, namespace: namespace, .labels(ObjectNames.labels(cluster: layer.cluster.name))
        ) { role == nil || role?.workload == $0.name ? $0.spec["replicas"]?.int ?? 1 : nil }.values
        guard !deployments.isEmpty else {
            throw HimatError(.notFound, "\(none): stage two is not deployed", nextStep: "himat-k8s apply")
        }
        if !isFollowing {
            let reason = deployments.allSatisfy { $0 == 0 } ? ": there are to be none" : " yet"
            throw HimatError(
                .notFound, none + reason, nextStep: "himat-k8s status says why; logs --follow waits for one")
        }
    }

    /// The logs as they are now, one pod after the other.
    /// - Throws: `HimatError` when no pod gave its log.
    func print(
        _ pods: [LogPod], _ request: LogRequest, to printer: LogPrinter, warn: (String) -> Void
    ) async throws {
        var failures: [HimatError] = []
        for pod in pods {
            var position = LogPosition()
            do {
                try await PodLog(source: self, pod: pod, request: request).read(&position) {
                    try printer.print($0, of: pod.reference.name)
                }
            } catch let error as HimatError where error.code != .denied && error.code != .credentials {
                let said = Self.without(pod, request, error)
                if pods.count > 1 { warn(said.message) }
                failures.append(said)
            }
        }
        if let first = failures.first, failures.count == pods.count {
            guard pods.count > 1 else { throw first }
            throw HimatError(.notFound, "None of \(pods.count) pods gave its log", nextStep: "himat-k8s status")
        }
    }

    /// Why a pod has no log, in words of its own trouble where there is one.
    static func without(_ pod: LogPod, _ request: LogRequest, _ error: HimatError) -> HimatError {
        let name = pod.reference.name
        if request.isPrevious, error.kubernetesStatus?.code == 400 {
            return HimatError(.notFound, "\(name) was not restarted: there is no previous log", cause: error)
        }
        guard error.kubernetesStatus?.code == 400, let trouble = pod.trouble else { return error }
        return HimatError(.notFound, "\(name) has written nothing yet: \(trouble)", nextStep: "himat-k8s status")
    }
}
