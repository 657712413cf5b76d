// SPDX-License-Identifier: MIT

/// The Kubernetes versions that EKS offers, as `DescribeClusterVersions` lists them, the newest first.
public struct SupportedVersions: Sendable, Hashable {
    /// In standard support.
    public var standard: [String]
    /// In extended support, at six times the price.
    public var extended: [String]

    /// Builds a list.
    public init(standard: [String], extended: [String] = []) {
        self.standard = standard
        self.extended = extended
    }
}
