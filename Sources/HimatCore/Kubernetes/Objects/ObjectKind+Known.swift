// SPDX-License-Identifier: MIT

extension ObjectKind {
    private static func core(_ kind: String, _ plural: String, namespaced: Bool = true) -> ObjectKind {
        ObjectKind(group: "", version: "v1", kind: kind, plural: plural, isNamespaced: namespaced)
    }

    private static func apps(_ kind: String, _ plural: String) -> ObjectKind {
        ObjectKind(group: "apps", version: "v1", kind: kind, plural: plural, isNamespaced: true)
    }

    /// A namespace.
    public static let namespace = core("Namespace", "namespaces", namespaced: false)
    /// A node.
    public static let node = core("Node", "nodes", namespaced: false)
    /// A persistent volume.
    public static let persistentVolume = core("PersistentVolume", "persistentvolumes", namespaced: false)
    /// A claim on a persistent volume.
    public static let persistentVolumeClaim = core("PersistentVolumeClaim", "persistentvolumeclaims")
    /// A service account.
    public static let serviceAccount = core("ServiceAccount", "serviceaccounts")
    /// A secret.
    public static let secret = core("Secret", "secrets")
    /// A configuration map.
    public static let configMap = core("ConfigMap", "configmaps")
    /// A service.
    public static let service = core("Service", "services")
    /// A pod.
    public static let pod = core("Pod", "pods")
    /// An event.
    public static let event = core("Event", "events")
    /// A quota of a namespace.
    public static let resourceQuota = core("ResourceQuota", "resourcequotas")
    /// A deployment.
    public static let deployment = apps("Deployment", "deployments")
    /// A replica set.
    public static let replicaSet = apps("ReplicaSet", "replicasets")
    /// A daemon set.
    public static let daemonSet = apps("DaemonSet", "daemonsets")
    /// A stateful set.
    public static let statefulSet = apps("StatefulSet", "statefulsets")
    /// A job.
    public static let job = ObjectKind(group: "batch", version: "v1", kind: "Job", plural: "jobs", isNamespaced: true)
    /// A job by the clock.
    public static let cronJob = ObjectKind(
        group: "batch", version: "v1", kind: "CronJob", plural: "cronjobs", isNamespaced: true)
    /// What may be done inside a namespace.
    public static let role = ObjectKind(
        group: "rbac.authorization.k8s.io", version: "v1", kind: "Role", plural: "roles", isNamespaced: true)
    /// Who may do what a role says.
    public static let roleBinding = ObjectKind(
        group: "rbac.authorization.k8s.io", version: "v1", kind: "RoleBinding", plural: "rolebindings",
        isNamespaced: true)
    /// How many pods may be missing at once.
    public static let podDisruptionBudget = ObjectKind(
        group: "policy", version: "v1", kind: "PodDisruptionBudget", plural: "poddisruptionbudgets", isNamespaced: true)
    /// A number of replicas by load.
    public static let horizontalPodAutoscaler = ObjectKind(
        group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers",
        isNamespaced: true)
    /// A network policy.
    public static let networkPolicy = ObjectKind(
        group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy", plural: "networkpolicies", isNamespaced: true)
    /// An ingress.
    public static let ingress = ObjectKind(
        group: "networking.k8s.io", version: "v1", kind: "Ingress", plural: "ingresses", isNamespaced: true)
    /// A lease.
    public static let lease = ObjectKind(
        group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases", isNamespaced: true)
    /// A storage class.
    public static let storageClass = ObjectKind(
        group: "storage.k8s.io", version: "v1", kind: "StorageClass", plural: "storageclasses", isNamespaced: false)
    /// A question whether the caller may do something.
    public static let selfSubjectAccessReview = ObjectKind(
        group: "authorization.k8s.io", version: "v1", kind: "SelfSubjectAccessReview",
        plural: "selfsubjectaccessreviews", isNamespaced: false)

    /// The kinds whose paths need no question to the server.
    public static let known: [ObjectKind] = [
        .namespace, .node, .persistentVolume, .persistentVolumeClaim, .serviceAccount, .secret, .configMap, .service,
        .pod, .event, .resourceQuota, .deployment, .replicaSet, .daemonSet, .statefulSet, .job, .networkPolicy,
        .ingress, .lease, .storageClass, .selfSubjectAccessReview, .cronJob, .role, .roleBinding, .podDisruptionBudget,
        .horizontalPodAutoscaler,
    ]

    /// The known kind of that name and version.
    public static func known(apiVersion: String, kind: String) -> ObjectKind? {
        known.first { $0.kind == kind && $0.apiVersion == apiVersion }
    }
}
