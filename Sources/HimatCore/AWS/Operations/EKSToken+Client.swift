// SPDX-License-Identifier: MIT
public import FoundationEssentials

extension EKSToken {
    /// Presigns a token with a client's keys, by the clock of AWS as far as the client has learnt it.
    ///
    /// The URL names the partition's own STS whatever endpoints are configured: it is the API server that calls it, and it takes no other host.
    public static func make(cluster: String, with client: AWSClient, at date: Date) async throws -> EKSToken {
        try EKSToken(
            cluster: cluster, region: client.region, endpoint: AWSEndpoint(.sts, region: client.region).url,
            credentials: try await client.credentialSource.credentials(), at: date, skew: await client.skew.offset)
    }
}
