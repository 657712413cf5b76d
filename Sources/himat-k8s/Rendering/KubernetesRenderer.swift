// SPDX-License-Identifier: MIT
import HimatCore

/// Turns workloads into Kubernetes objects; pure, so that plan, apply, render and golden files see the same.
struct KubernetesRenderer: Sendable {
    let cluster: ClusterIdentity
    let config: ClusterConfig
    let decisions: Decisions

    var namespace: String { config.namespace }

    /// Every object, in the order a reader wants them and apply may make them.
    func objects() -> [KubernetesObject] {
        let workloads = Deployment.workloads(for: config)
        var objects = [namespaceObject] + serviceAccounts(workloads)
        objects += workloads.contains(where: \.usesToken) ? [tokenSecret] : []
        objects += decisions.pullSecret.map { [pullSecret($0)] } ?? []
        objects += workloads.compactMap(files)
        objects += workloads.flatMap(storage)
        objects += workloads.map(networkPolicy)
        objects += workloads.compactMap(service)
        objects += workloads.map(deployment)
        return objects
    }

    /// An object of the namespace with the labels every object has.
    func object(
        _ kind: ObjectKind, _ name: String, workload: String? = nil, annotations: [String: String] = [:],
        _ content: JSONValue
    ) -> KubernetesObject {
        let labels =
            workload.map { ObjectNames.labels(cluster: cluster.name, workload: $0) }
            ?? ObjectNames.labels(cluster: cluster.name)
        return KubernetesObject(
            ObjectReference(kind, name, namespace: namespace), labels: labels, annotations: annotations, content)
    }

    private var namespaceObject: KubernetesObject { object(.namespace, namespace, [:]) }
}

extension Workload {
    /// Whether it is given the notebook's token.
    var usesToken: Bool { environment.contains { $0.source == .secret(.notebookToken) } }
    /// The service account it runs as.
    var account: String { usesDataIdentity ? ObjectNames.serviceAccount : name }
}
