// SPDX-License-Identifier: MIT
import HimatCore

/// Why a pod does not run yet, in the words of those who know: registry, scheduler, kubelet.
struct PodTrouble: Sendable, Equatable {
    /// What kind of trouble it is.
    enum Kind: Sendable, Equatable {
        /// No node has room for it or may have it.
        case unschedulable
        /// Its image does not come.
        case image
        /// Its image has no valid name, or may not be pulled at all: time does not help.
        case hopelessImage
        /// Its program ends again and again.
        case crashing
        /// Its container cannot be made: something it names is missing.
        case unmakable
        /// It is on its way.
        case starting
    }

    /// The kind.
    var kind: Kind
    /// The words.
    var words: String
    /// The container, and how often it was started again; of `crashing` alone.
    var container: String?
    var restarts = 0

    /// The trouble of a pod; nil when it is ready.
    init?(_ pod: KubernetesObject) {
        if pod.condition("Ready")?["status"]?.string == "True" { return nil }
        if let scheduled = pod.condition("PodScheduled"), scheduled["status"]?.string == "False" {
            self.init(kind: .unschedulable, words: scheduled["message"]?.string ?? "no node takes it")
            return
        }
        for container in pod.status["containerStatuses"]?.array ?? [] {
            if let trouble = Self(container: container) {
                self = trouble
                return
            }
        }
        self.init(kind: .starting, words: pod.status["phase"]?.string == "Running" ? "not ready yet" : "starting")
    }

    private init(kind: Kind, words: String) {
        self.kind = kind
        self.words = words
    }

    private init?(container: JSONValue) {
        if container.at("state", "terminated") != nil {
            self.init(crashed: container, Self.end(container.at("state", "terminated")))
            return
        }
        guard let waiting = container.at("state", "waiting"), let reason = waiting["reason"]?.string else { return nil }
        let words = waiting["message"]?.string.map { "\(reason): \($0)" } ?? reason
        switch reason {
        case "ErrImagePull", "ImagePullBackOff", "RegistryUnavailable", "ImageInspectError":
            self.init(kind: .image, words: "image \(container["image"]?.string ?? ""): \(words)")
        case "InvalidImageName", "ErrImageNeverPull":
            self.init(kind: .hopelessImage, words: "image \(container["image"]?.string ?? ""): \(words)")
        case "CrashLoopBackOff":
            self.init(crashed: container, Self.end(container.at("lastState", "terminated")))
        case "CreateContainerConfigError", "CreateContainerError", "RunContainerError":
            self.init(kind: .unmakable, words: words)
        default:
            return nil
        }
    }

    private init(crashed container: JSONValue, _ end: String) {
        self.init(kind: .crashing, words: end)
        self.container = container["name"]?.string
        restarts = container["restartCount"]?.int ?? 0
    }

    private static func end(_ terminated: JSONValue?) -> String {
        let reason = terminated?["reason"]?.string.flatMap { $0 == "Error" ? nil : " (\($0))" } ?? ""
        return "its program ended with \(terminated?["exitCode"]?.int ?? 0)\(reason)"
    }
}
