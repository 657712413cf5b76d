// SPDX-License-Identifier: MIT
import HimatCore

/// Warnings that controllers, scheduler and kubelets recorded as events.
struct Warnings: Sendable {
    private let events: [KubernetesObject]

    init(_ events: [KubernetesObject]) { self.events = events }

    /// The newest about an object, as `FailedAttachVolume: …`; nil when there is none.
    /// - Parameter words: what the event must say; nil = anything.
    func newest(about uid: String, saying words: String? = nil) -> String? {
        let told = events.filter { event in
            event.json.at("involvedObject", "uid")?.string == uid
                && words.map { event.json["message"]?.string?.contains($0) == true } ?? true
        }
        let newest = told.max { Self.moment($0) < Self.moment($1) }
        return newest.map { "\($0.json["reason"]?.string ?? ""): \($0.json["message"]?.string ?? "")" }
    }

    private static func moment(_ event: KubernetesObject) -> String {
        event.json["lastTimestamp"]?.string ?? event.json["eventTime"]?.string
            ?? event.json.at("metadata", "creationTimestamp")?.string ?? ""
    }
}
