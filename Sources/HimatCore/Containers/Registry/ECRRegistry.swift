// SPDX-License-Identifier: MIT

/// The host of a private registry of Elastic Container Registry, `123456789012.dkr.ecr.eu-central-1.amazonaws.com`
/// ([endpoints](https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html)).
public struct ECRRegistry: Sendable, Hashable {
    /// The account that owns it.
    public let account: String
    /// Its region.
    public let region: String

    /// Recognises a host; nil for any other registry.
    public init?(_ registry: String) {
        let labels = registry.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard labels.count >= 6, labels[0].utf8.count == 12, labels[0].utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }),
            labels[1] == "dkr", ["ecr", "ecr-fips"].contains(labels[2]), labels.suffix(from: 4).contains("amazonaws")
        else { return nil }
        account = labels[0]
        region = labels[3]
    }
}
