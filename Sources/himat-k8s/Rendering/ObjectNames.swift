// SPDX-License-Identifier: MIT
import HimatCore

/// The fixed names of what stage two makes, and the labels and annotations it is found by.
enum ObjectNames {
    static let serviceAccount = WorkloadAccount.name
    static let token = Workload.SecretReference.notebookToken.secret
    static let pullSecret = "himat-registry"
    static let setList = "himat-set"
    static let outputs = "himat-outputs"

    /// Says who decided and when to decide anew.
    static let workerCountBasis = "himat/worker-count-basis"
    static let allowedAddresses = "himat/allowed-cidrs"
    static let filesHash = "himat/files"
    static let secretVersion = "himat/secret-version"
    static let createdNamespace = "himat/created"
    /// The annotation by which a balancer of AWS speaks TLS.
    static let certificate = "service.beta.kubernetes.io/aws-load-balancer-ssl-cert"
    /// The label of what a plug-in asked for: its name.
    static let plugin = "himat/plugin"

    static func claim(_ volume: Workload.DurableVolume, of workload: Workload) -> String {
        "\(workload.name)-\(volume.name)"
    }

    /// Volumes have no namespace, so the name carries it and the cluster.
    static func volume(_ volume: Workload.DurableVolume, of workload: Workload, cluster: String, namespace: String)
        -> String
    {
        "himat-\(cluster)-\(namespace)-\(claim(volume, of: workload))"
    }

    static func files(of workload: Workload) -> String { "\(workload.name)-files" }

    /// What every object of a cluster carries.
    static func labels(cluster: String) -> [String: String] {
        ["app.kubernetes.io/managed-by": "himat", "app.kubernetes.io/part-of": cluster]
    }

    /// What the pods of a workload carry and are selected by.
    static func labels(cluster: String, workload: String) -> [String: String] {
        labels(cluster: cluster).merging(["app.kubernetes.io/name": workload]) { $1 }
    }
}
