// SPDX-License-Identifier: MIT
import HimatCore

/// Why a pod does not run yet, in the words of those who know: registry, scheduler, volume driver, kubelet.
struct PodTrouble: Sendable, Equatable {
    /// What kind of trouble it is.
    enum Kind: Sendable, Equatable {
        /// No node has room for it or may have it.
        case unschedulable
        /// Its image does not come.
        case image
        /// Its program ends again and again.
        case crashing
        /// It is on its way.
        case starting
    }

    /// The kind.
    var kind: Kind
    /// The words.
    var words: String

    /// The trouble of a pod; nil when it is ready.
    init?(_ pod: KubernetesObject) {
        if pod.condition("Ready")?["status"]?.string == "True" { return nil }
        if let scheduled = pod.condition("PodScheduled"), scheduled["status"]?.string == "False" {
            self.init(kind: .unschedulable, words: scheduled["message"]?.string ?? "no node takes it")
            return
        }
        for container in pod.status["containerStatuses"]?.array ?? [] {
            guard let waiting = container.at("state", "waiting"), let reason = waiting["reason"]?.string else {
                continue
            }
            let words = waiting["message"]?.string.map { "\(reason): \($0)" } ?? reason
            switch reason {
            case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable":
                self.init(kind: .image, words: "image \(container["image"]?.string ?? ""): \(words)")
                return
            case "CrashLoopBackOff", "CreateContainerConfigError", "CreateContainerError", "RunContainerError":
                self.init(kind: .crashing, words: words + Self.lastEnd(container))
                return
            default: break
            }
        }
        self.init(kind: .starting, words: pod.status["phase"]?.string == "Running" ? "not ready yet" : "starting")
    }

    private init(kind: Kind, words: String) {
        self.kind = kind
        self.words = words
    }

    private static func lastEnd(_ container: JSONValue) -> String {
        guard let end = container.at("lastState", "terminated") else { return "" }
        return ", last ended with \(end["reason"]?.string ?? "code") \(end["exitCode"]?.int ?? 0)"
    }

    /// The newest warning among the events of an object, e.g. `FailedAttachVolume: …`; nil when there is none.
    ///
    /// Events help to explain and nothing else, so a caller who may not read them sees no error for it.
    /// - Parameter words: what the event must say; nil = anything.
    static func lastWarning(about object: KubernetesObject, saying words: String? = nil, _ target: Target) async throws
        -> String?
    {
        let selector = ObjectSelector(fields: "involvedObject.uid=\(object.uid),type=Warning")
        do {
            let events = try await target.client.list(.event, namespace: object.namespace ?? "default", selector).items
            let told = events.filter { words == nil || $0.json["message"]?.string?.contains(words ?? "") == true }
            let newest = told.max { left, right in moment(left) < moment(right) }
            return newest.map { "\($0.json["reason"]?.string ?? ""): \($0.json["message"]?.string ?? "")" }
        } catch let error as HimatError where error.code == .denied || error.code == .notFound {
            return nil
        }
    }

    private static func moment(_ event: KubernetesObject) -> String {
        event.json["lastTimestamp"]?.string ?? event.json["eventTime"]?.string
            ?? event.json.at("metadata", "creationTimestamp")?.string ?? ""
    }
}
