// SPDX-License-Identifier: MIT
import Foundation
import HimatCore

extension KubernetesClient {
    /// Creates a pod and waits until it is ready; its namespace may be so new that it has no service account yet.
    func run(_ pod: ObjectReference, _ spec: JSONValue) async throws {
        try await until(ObjectReference(.serviceAccount, "default", namespace: pod.namespace)) { _ in true }
        _ = try await create(KubernetesObject(pod, ["spec": spec]))
        try await until(pod) { $0.condition("Ready")?["status"] == "True" }
    }

    /// Waits until an object is as wished, a minute at most.
    private func until(_ reference: ObjectReference, _ isWished: (KubernetesObject) -> Bool) async throws {
        let watch = watch(
            reference.kind, namespace: reference.namespace, .name(reference.name), until: .now.addingTimeInterval(300))
        for try await event in watch {
            let objects = if case .listed(let all) = event { all } else { [event.object].compactMap(\.self) }
            if objects.contains(where: isWished) { return }
        }
        throw HimatError(.timedOut, "\(reference) did not come to be as wished")
    }
}
