// SPDX-License-Identifier: MIT
internal import HimatSupport

/// What a watch tells.
public enum WatchEvent: Sendable {
    /// Everything there is: first, and again whenever the server lost the thread. What is not in it is gone.
    case listed([KubernetesObject])
    /// An object appeared.
    case added(KubernetesObject)
    /// An object changed.
    case modified(KubernetesObject)
    /// An object is gone; its last state.
    case deleted(KubernetesObject)
}

/// One line of a watch's answer.
enum WatchLine {
    case event(WatchEvent)
    case bookmark(resourceVersion: String)
    case refused(KubernetesStatus)

    /// Reads a line; nil for a type that no server of today sends.
    init?(_ json: JSONValue) {
        let object = KubernetesObject(json["object"] ?? .null)
        switch json["type"]?.string {
        case "ADDED": self = .event(.added(object))
        case "MODIFIED": self = .event(.modified(object))
        case "DELETED": self = .event(.deleted(object))
        case "BOOKMARK": self = .bookmark(resourceVersion: object.resourceVersion ?? "")
        case "ERROR":
            self = .refused(KubernetesStatus(object.json) ?? KubernetesStatus(code: 500, reason: "", message: "watch"))
        default: return nil
        }
    }
}
