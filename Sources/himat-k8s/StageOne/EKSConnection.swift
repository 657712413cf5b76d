// SPDX-License-Identifier: MIT
import HimatCore

/// The way to an EKS cluster's API server: address and authority from EKS, a token of our own, no other program.
struct EKSConnection: Sendable {
    let aws: AWSClient
    let clock: any WallClock

    /// The connection to a cluster of this caller's account.
    /// - Throws: `HimatError` (preflightRefused) when there is no such cluster or it is not active.
    func connection(to name: String) async throws -> KubernetesConnection {
        guard let cluster = try await EKS(aws).describeCluster(name) else {
            throw HimatError(
                .preflightRefused, "There is no EKS cluster \(name) in \(aws.region)", nextStep: "himat-eks apply")
        }
        guard cluster.tags[TagKey.cluster] == name, cluster.tags[TagKey.region] == aws.region else {
            throw HimatError(
                .preflightRefused, "The EKS cluster \(name) in \(aws.region) was not made by HiMAT",
                nextStep: "name it by --kubeconfig and --context to run the workloads there all the same")
        }
        guard ["ACTIVE", "UPDATING"].contains(cluster.status),
            let connection = KubernetesConnection(cluster, aws: aws, clock: clock)
        else {
            throw HimatError(
                .preflightRefused, "The EKS cluster \(name) is \(cluster.status)", details: cluster.issues,
                nextStep: "himat-eks apply, or wait until it is ACTIVE")
        }
        return connection
    }
}
