// SPDX-License-Identifier: MIT
import HimatCore

/// A pod as far as its log goes.
struct LogPod: Sendable, Equatable {
    let reference: ObjectReference
    let uid: String
    /// The container that HiMAT put into it, as opposed to what others injected.
    let container: String
    /// The present life of the container: another one after each restart; nil before the first.
    let life: String?
    /// Whether the container runs.
    let isRunning: Bool
    /// Why it does not.
    let trouble: String?

    init(_ pod: KubernetesObject) {
        reference = ObjectReference(.pod, pod.name, namespace: pod.namespace)
        uid = pod.uid
        let name = pod.labels["app.kubernetes.io/name"] ?? ""
        container = name
        let status = pod.status["containerStatuses"]?.array?.first { $0["name"]?.string == name }
        let id = status?["containerID"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        life = id.map { "\($0) \(status?["restartCount"]?.int ?? 0)" }
        isRunning = status?.at("state", "running") != nil
        trouble = PodTrouble(pod)?.words
    }

    /// What a watch keeps of a pod.
    @Sendable static func essence(_ pod: KubernetesObject) -> KubernetesObject {
        var kept = KubernetesObject(
            ObjectReference(.pod, pod.name, namespace: pod.namespace), labels: pod.labels,
            ["metadata": ["uid": .string(pod.uid)], "status": pod.status])
        kept.json["metadata"]?["resourceVersion"] = pod.resourceVersion.map { .string($0) }
        return kept
    }
}
