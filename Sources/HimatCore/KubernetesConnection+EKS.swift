// SPDX-License-Identifier: MIT
internal import FoundationEssentials
public import HimatAWS
internal import HimatHTTP
public import HimatKubernetes
public import HimatSupport

extension KubernetesConnection {
    /// The way to an EKS cluster's API server: address and authority as EKS tells them, tokens of the caller's own, no other program.
    ///
    /// Nil while the cluster has no endpoint yet. Where two rooms meet, neither can hold it: it stands in the umbrella.
    public init?(_ cluster: EKS.Cluster, aws: AWSClient, clock: any WallClock) {
        guard let endpoint = cluster.endpoint,
            let authority = cluster.certificateAuthority.flatMap({ Data(base64Encoded: $0) })
        else { return nil }
        let name = cluster.name
        self.init(server: endpoint, tls: TLSOptions(certificateAuthorities: [UInt8](authority))) {
            let token = try await EKSToken.make(cluster: name, with: aws, at: clock.now())
            return KubernetesCredential(token: token.token, expiry: token.expiration)
        }
    }
}
