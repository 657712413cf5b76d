// SPDX-License-Identifier: MIT
import HimatCore

/// What is in the namespace beside what HiMAT made.
struct NamespaceContent: Sendable {
    let target: Target

    /// The kinds that HiMAT, or somebody with its labels, may have made there.
    private static let kinds: [ObjectKind] = [
        .deployment, .statefulSet, .daemonSet, .job, .pod, .service, .configMap, .secret, .persistentVolumeClaim,
        .serviceAccount, .ingress, .networkPolicy,
    ]
    /// What plug-ins may make beside these. A server may not know it, a caller may not be allowed to list it: then they made none.
    private static let pluginKinds = PluginObject.kinds.filter { !kinds.contains($0) }
    /// What Kubernetes itself puts into every namespace.
    private static let builtIn: Set<String> = ["ConfigMap kube-root-ca.crt", "ServiceAccount default"]
    /// What follows from other objects, or only tells of them.
    private static let derived: Set<String> = ["events", "endpoints", "endpointslices", "podmetrics"]

    /// The objects in our namespace that are neither ours nor owned by what is, as `Kind name`; of every kind the server knows.
    func strangers() async throws -> [String] {
        let kinds = try await target.client.namespacedKinds().filter { kind in
            !Self.derived.contains(kind.plural) && kind.group != "metrics.k8s.io"
        }
        return try await withThrowingTaskGroup(of: [String].self) { group in
            for kind in kinds {
                group.addTask {
                    try await items(kind).filter { !target.owns($0) && $0.ownerUIDs.isEmpty }
                        .map { "\(kind.kind) \($0.name)" }.filter { !Self.builtIn.contains($0) }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
    }

    /// The objects in our namespace, and the volumes, that carry our labels.
    func ours() async throws -> [ObjectReference] {
        try await owned().compactMap(\.reference).sorted { "\($0)" < "\($1)" }
    }

    /// Those of them that HiMAT itself applied: labels alone anybody can write.
    func applied() async throws -> [(reference: ObjectReference, uid: String)] {
        try await owned().filter { $0.fieldManagers.contains(target.client.manager) }.compactMap { object in
            object.reference.map { ($0, object.uid) }
        }.sorted { $0.reference.description < $1.reference.description }
    }

    private func owned() async throws -> [KubernetesObject] {
        let labels = ObjectSelector.labels(ObjectNames.labels(cluster: target.cluster.name))
        return try await withThrowingTaskGroup(of: [KubernetesObject].self) { group in
            for kind in Self.kinds + [.persistentVolume, .namespace] {
                group.addTask {
                    let space = kind.isNamespaced ? target.namespace : nil
                    return try await target.client.list(kind, namespace: space, labels).items
                }
            }
            for kind in Self.pluginKinds { group.addTask { try await items(kind, labels) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Kinds the caller may not list are passed over: then nothing of them was made by us either.
    private func items(_ kind: ObjectKind, _ selector: ObjectSelector = .all) async throws -> [KubernetesObject] {
        do {
            return try await target.client.list(kind, namespace: target.namespace, selector).items
        } catch let error as HimatError where error.code == .denied || error.code == .notFound {
            return []
        }
    }
}
