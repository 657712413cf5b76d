// SPDX-License-Identifier: MIT

/// Where a service is reached and for which region its requests are signed.
public struct AWSEndpoint: Sendable, Hashable {
    /// Scheme, host, and a path if a configured endpoint has one; no slash at the end.
    public var url: String
    /// The region of the signature.
    public var signingRegion: String

    /// Builds an endpoint.
    public init(url: String, signingRegion: String) {
        self.url = url
        self.signingRegion = signingRegion
    }
}

extension AWSEndpoint {
    /// Which of a service's hosts is meant.
    public struct Variant: Sendable, Hashable {
        /// The one with validated cryptography (FIPS 140).
        public var isFIPS: Bool
        /// The one that answers over IPv6 too.
        public var isDualStack: Bool

        /// Builds a variant; the plain one without arguments.
        public init(isFIPS: Bool = false, isDualStack: Bool = false) {
            self.isFIPS = isFIPS
            self.isDualStack = isDualStack
        }
    }

    /// The endpoint by the partition's own rule.
    public init(_ service: AWSService, region: String, variant: Variant = Variant()) {
        let partition = AWSPartition(region: region)
        if service.signingName == AWSService.iam.signingName {
            self.init(url: "https://\(Self.iamHost(partition, variant))", signingRegion: partition.globalRegion)
            return
        }
        // The price list stands in few regions; China has its own.
        let isGlobal = service.globalRegion != nil
        let chinese = isGlobal && partition.name == "aws-cn" ? "cn-northwest-1" : nil
        let home = isGlobal ? chinese ?? service.globalRegion ?? region : region
        self.init(url: "https://\(Self.host(service, home, partition, variant))", signingRegion: home)
    }

    private static func host(
        _ service: AWSService, _ region: String, _ partition: AWSPartition, _ variant: Variant
    ) -> String {
        var prefix = service.endpointPrefix
        if variant.isDualStack, service.signingName == AWSService.ecr.signingName { prefix = service.signingName }
        // GovCloud's plain hosts are FIPS hosts already, except those of the services whose name begins with `api`.
        let isPlain = partition.name == "aws-us-gov" && !variant.isDualStack && !prefix.hasPrefix("api.")
        if variant.isFIPS, !isPlain {
            let isOldEKS = service.signingName == "eks" && partition.name == "aws" && !variant.isDualStack
            prefix = isOldEKS ? "fips.eks" : "\(prefix)-fips"
        }
        return "\(prefix).\(region).\(variant.isDualStack ? partition.dualStackSuffix : partition.suffix)"
    }

    private static func iamHost(_ partition: AWSPartition, _ variant: Variant) -> String {
        let suffix = variant.isDualStack ? partition.dualStackSuffix : partition.suffix
        switch partition.name {
        case "aws":
            return "iam\(variant.isFIPS ? "-fips" : "").\(variant.isDualStack ? "global." : "")\(suffix)"
        case "aws-us-gov":
            return "iam.us-gov.\(suffix)"
        default:
            if variant.isFIPS { return "iam-fips.\(suffix)" }
            return "iam.\(variant.isDualStack ? "global" : partition.globalRegion).\(suffix)"
        }
    }
}
