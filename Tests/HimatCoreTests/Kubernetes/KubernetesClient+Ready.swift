// SPDX-License-Identifier: MIT
import Foundation
import HimatCore

extension KubernetesClient {
    /// Creates a pod and waits until it is ready, a minute at most.
    func run(_ pod: ObjectReference, _ spec: JSONValue) async throws {
        _ = try await create(KubernetesObject(pod, ["spec": spec]))
        let watch = watch(.pod, namespace: pod.namespace, .name(pod.name), until: .now.addingTimeInterval(60))
        for try await event in watch {
            let pods = if case .listed(let all) = event { all } else { [event.object].compactMap(\.self) }
            if pods.contains(where: { $0.condition("Ready")?["status"] == "True" }) { return }
        }
        throw HimatError(.timedOut, "\(pod) did not become ready")
    }
}
