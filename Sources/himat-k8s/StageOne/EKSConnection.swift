// SPDX-License-Identifier: MIT
import HimatCore

/// The way to an EKS cluster's API server: address and authority from EKS, a token of our own, no other program.
struct EKSConnection: Sendable {
    let aws: AWSClient
    let clock: any WallClock

    /// The connection to a cluster of this caller's account; nil when it `mayBeGone` and is, or is going.
    /// - Throws: `HimatError` (preflightRefused) when there is no such cluster or it is not active.
    func connection(to name: String, mayBeGone: Bool = false) async throws -> KubernetesConnection? {
        guard let cluster = try await EKS(aws).describeCluster(name) else {
            if mayBeGone { return nil }
            throw missing(name)
        }
        guard cluster.tags[TagKey.cluster] == name, cluster.tags[TagKey.region] == aws.region else {
            throw HimatError(
                .preflightRefused, "The EKS cluster \(name) in \(aws.region) was not made by HiMAT",
                nextStep: "name it by --kubeconfig and --context to run the workloads there all the same")
        }
        if mayBeGone, cluster.status == "DELETING" { return nil }
        guard ["ACTIVE", "UPDATING"].contains(cluster.status),
            let connection = KubernetesConnection(cluster, aws: aws, clock: clock)
        else {
            throw HimatError(
                .preflightRefused, "The EKS cluster \(name) is \(cluster.status)", details: cluster.issues,
                nextStep: "himat-eks apply, or wait until it is ACTIVE")
        }
        return connection
    }

    /// The way to a cluster that is gone: whoever takes it all the same is told so.
    func nowhere(_ name: String) -> KubernetesConnection {
        let error = missing(name)
        return KubernetesConnection(server: "https://gone.invalid", tls: TLSOptions()) { throw error }
    }

    private func missing(_ name: String) -> HimatError {
        HimatError(.preflightRefused, "There is no EKS cluster \(name) in \(aws.region)", nextStep: "himat-eks apply")
    }
}
