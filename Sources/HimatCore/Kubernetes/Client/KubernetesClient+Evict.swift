// SPDX-License-Identifier: MIT
internal import HimatSupport

extension KubernetesClient {
    /// Asks for a pod's orderly end: unlike a deletion it heeds disruption budgets
    /// ([API-initiated eviction](https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/)).
    /// - Parameter uid: evicts only the pod with this UID; another one of that name is a `conflict`.
    /// - Throws: `HimatError` (throttled) when a budget forbids it now, (notFound) when the pod is gone.
    public func evict(_ pod: ObjectReference, uid: String) async throws {
        let eviction: JSONValue = [
            "apiVersion": "policy/v1", "kind": "Eviction",
            "metadata": ["name": .string(pod.name), "namespace": .string(pod.namespace ?? "")],
            "deleteOptions": ["preconditions": ["uid": .string(uid)]],
        ]
        _ = try await json(
            Call(
                method: "POST", path: pod.path(subresource: "eviction"), body: eviction, isRepeatable: true,
                action: "Evicting \(pod)"))
    }
}
