// SPDX-License-Identifier: MIT

/// A part of AWS with accounts, regions and names of its own.
public struct AWSPartition: Sendable, Hashable {
    /// `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`: the second word of its ARNs.
    public let name: String
    /// What its hosts end with.
    public let suffix: String
    /// What hosts end with that answer over IPv6 too.
    public let dualStackSuffix: String
    /// The region that its global services are signed for.
    public let globalRegion: String

    /// The partition a region belongs to; an unknown region counts as one of `aws`.
    public init(region: String) {
        if region.hasPrefix("cn-") {
            self.init("aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "cn-north-1")
        } else if region.hasPrefix("us-gov-") {
            self.init("aws-us-gov", "amazonaws.com", "api.aws", "us-gov-west-1")
        } else if region.hasPrefix("eusc-") {
            self.init("aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu", "eusc-de-east-1")
        } else {
            self.init("aws", "amazonaws.com", "api.aws", "us-east-1")
        }
    }

    private init(_ name: String, _ suffix: String, _ dualStackSuffix: String, _ globalRegion: String) {
        self.name = name
        self.suffix = suffix
        self.dualStackSuffix = dualStackSuffix
        self.globalRegion = globalRegion
    }
}
