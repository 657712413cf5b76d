// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The name of a server certificate that a balancer of AWS can use: ACM's, or one uploaded to IAM.
///
/// Forms: `arn:aws:acm:REGION:ACCOUNT:certificate/ID` and `arn:aws:iam::ACCOUNT:server-certificate/NAME`, in any partition.
public struct CertificateARN: Sendable, Hashable {
    static let example = "arn:aws:acm:us-west-2:123456789012:certificate/12345678-1234-1234-1234-123456789012"

    /// The region it can be used in; nil for IAM's, which every region of the partition can use.
    public let region: String?

    /// Reads an ARN; nil when it is no certificate's.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1] == "aws" || parts[1].hasPrefix("aws-"),
            parts[4].utf8.count == 12, parts[4].utf8.allSatisfy(\.isASCIIDigit),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        switch parts[2] {
        case "acm":
            let name = parts[5].split(separator: "/", omittingEmptySubsequences: false)
            guard !parts[3].isEmpty, name.count == 2, name[0] == "certificate", name[1].utf8.count >= 8,
                name[1].utf8.allSatisfy({ $0.isLowerAlphanumeric || $0 == UInt8(ascii: "-") })
            else { return nil }
            region = String(parts[3])
        case "iam":
            guard parts[3].isEmpty, parts[5].hasPrefix("server-certificate/"), !parts[5].hasSuffix("/") else {
                return nil
            }
            region = nil
        default: return nil
        }
    }
}
