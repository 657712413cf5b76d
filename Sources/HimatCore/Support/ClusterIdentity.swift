// SPDX-License-Identifier: MIT

/// What a cluster is called everywhere: account, region and name together; a name alone is never enough.
public struct ClusterIdentity: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The AWS account's twelve digits; `kubernetes` for a cluster given by a kubeconfig.
    public let account: String
    /// The AWS region; the API server's host for a cluster given by a kubeconfig.
    public let region: String
    /// The cluster's name, as `cluster_name` says.
    public let name: String

    /// Builds an identity from its parts.
    public init(account: String, region: String, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }

    /// `account/region/name`.
    public var description: String { "\(account)/\(region)/\(name)" }
}
