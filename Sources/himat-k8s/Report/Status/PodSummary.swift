// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// A pod as `status` tells of it.
struct PodSummary: Sendable, Equatable {
    let name: String
    let uid: String
    /// `jupyter`, `scheduler`, `worker`; of what else carries the cluster's labels, `other`.
    let role: String
    /// The Deployment it belongs to.
    let workload: String
    /// `ready`, `starting`, `unschedulable`, `image`, `crashing`, `misconfigured`, `ending`, `succeeded`, `failed`.
    let state: String
    /// The state in the words of who knows.
    let words: String
    let restarts: Int
    /// How its container ended the last time, e.g. `OOMKilled`.
    let lastEnd: String?
    let node: String?
    let address: String?
    let image: String?
    /// `sha256:…` of the image that runs.
    let digest: String?
    let createdAt: Date?

    init(_ pod: KubernetesObject) {
        name = pod.name
        uid = pod.uid
        let labels = pod.labels
        role = labels["app.kubernetes.io/component"].flatMap(Workload.Role.init)?.rawValue ?? "other"
        let workload = labels["app.kubernetes.io/name"] ?? ""
        self.workload = workload
        (state, words) = Self.state(of: pod)
        let containers = pod.status["containerStatuses"]?.array ?? []
        restarts = containers.reduce(0) { $0 + ($1["restartCount"]?.int ?? 0) }
        let own = containers.first { $0["name"]?.string == workload } ?? containers.first
        let end = own?.at("lastState", "terminated")
        lastEnd = end.map { $0["reason"]?.string ?? "exit code \($0["exitCode"]?.int ?? 0)" }
        node = pod.spec["nodeName"]?.string
        address = pod.status["podIP"]?.string
        image = Self.image(of: pod, workload) ?? own?["image"]?.string
        digest = own?["imageID"]?.string.flatMap { id in
            id.lastIndex(of: "@").map { String(id[id.index(after: $0)...]) }
        }
        createdAt = pod.createdAt
    }

    /// What the pod was told to run; a runtime may report the same image under another of its names.
    private static func image(of pod: KubernetesObject, _ workload: String) -> String? {
        let containers = pod.spec["containers"]?.array ?? []
        return (containers.first { $0["name"]?.string == workload } ?? containers.first)?["image"]?.string
    }

    private static func state(of pod: KubernetesObject) -> (String, String) {
        if pod.isTerminating { return ("ending", "ending") }
        switch pod.status["phase"]?.string {
        case "Succeeded": return ("succeeded", "ended well")
        case "Failed":
            let reason = [pod.status["reason"]?.string, pod.status["message"]?.string].compactMap { $0 }
            return ("failed", reason.isEmpty ? "failed" : reason.joined(separator: ": "))
        default:
            guard let trouble = PodTrouble(pod) else { return ("ready", "ready") }
            return (name(of: trouble.kind), trouble.words)
        }
    }

    private static func name(of kind: PodTrouble.Kind) -> String {
        switch kind {
        case .unschedulable: "unschedulable"
        case .image, .hopelessImage: "image"
        case .crashing: "crashing"
        case .unmakable: "misconfigured"
        case .starting: "starting"
        }
    }

    var isReady: Bool { state == "ready" }

    /// What a watch keeps of a pod.
    @Sendable static func essence(_ pod: KubernetesObject) -> KubernetesObject {
        var kept = pod
        kept.json["metadata"]?["managedFields"] = nil
        let images = (pod.spec["containers"]?.array ?? []).map { one -> JSONValue in
            ["name": one["name"] ?? .null, "image": one["image"] ?? .null]
        }
        kept.json["spec"] = ["nodeName": pod.spec["nodeName"] ?? .null, "containers": .array(images)]
        return kept
    }

    var document: JSONValue {
        [
            "name": .string(name), "role": .string(role), "state": .string(state), "words": .string(words),
            "restarts": .int(restarts), "last_end": .text(lastEnd), "node": .text(node), "image": .text(image),
            "digest": .text(digest), "created_at": .moment(createdAt),
        ]
    }
}
